/** Work of which one piece runs at a time: two shadows side by side would take twice the memory. */
export class Queue {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `work` after all that was asked before; not at all where `signal` was aborted meanwhile. */
  run<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    const mine = this.#last.then(() => {
      signal.throwIfAborted();
      return work();
    });
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}
