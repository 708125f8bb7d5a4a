/**
 * A map or a set laid over another one, which stays as it is and must not change meanwhile: what a trial costs then hangs
 * on what it changes, not on how much there is. The order is that of a copy.
 */

export class LayeredMap<K, V> extends Map<K, V> {
  readonly #below: ReadonlyMap<K, V>;
  /** Keys of those below that are not there any more, or that came again and so stand at the end. */
  readonly #gone = new Set<K>();

  constructor(below: ReadonlyMap<K, V>) {
    super();
    this.#below = below;
  }

  override get(key: K): V | undefined {
    const own = super.get(key);
    return own !== undefined || super.has(key) || this.#gone.has(key) ? own : this.#below.get(key);
  }

  override has(key: K): boolean {
    return super.has(key) || (this.#below.has(key) && !this.#gone.has(key));
  }

  override delete(key: K): boolean {
    const was = this.has(key);
    super.delete(key);
    if (this.#below.has(key)) this.#gone.add(key);
    return was;
  }

  override clear(): void {
    for (const key of [...this.keys()]) this.delete(key);
  }

  override get size(): number {
    let size = this.#below.size;
    for (const key of super.keys()) if (!this.#below.has(key) || this.#gone.has(key)) size++;
    return size - this.#gone.size;
  }

  override *entries(): MapIterator<[K, V]> {
    for (const [key, value] of this.#below) {
      if (!this.#gone.has(key)) yield [key, super.has(key) ? (super.get(key) as V) : value];
    }
    for (const entry of super.entries()) {
      if (!this.#below.has(entry[0]) || this.#gone.has(entry[0])) yield entry;
    }
  }

  override *keys(): MapIterator<K> {
    for (const [key] of this.entries()) yield key;
  }

  override *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  override [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }

  override forEach(visit: (value: V, key: K, map: Map<K, V>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }
}
