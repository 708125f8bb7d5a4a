/** The workflow for GitHub: nothing but what the gate needs, every action by its commit. */

export const WORKFLOW = ".github/workflows/lockgate.yml";

/** An action by a commit and the version that it is, or only by a tag where the commit could not be asked for. */
export interface Pin {
  readonly action: string;
  readonly ref: string;
  /** For the comment beside a commit, or null where `ref` is the version itself. */
  readonly version: string | null;
}

// `git ls-remote --tags https://github.com/actions/checkout v7.0.1`
export const CHECKOUT: Pin = {
  action: "actions/checkout",
  ref: "3d3c42e5aac5ba805825da76410c181273ba90b1",
  version: "v7.0.1",
};

export function workflow(own: Pin): string {
  return `name: lockgate
on:
  # Without a paths filter: a required check that is filtered out would wait forever. Without migrations it takes a second.
  pull_request:
  merge_group:

permissions: {}

concurrency:
  group: lockgate-\${{ github.event.pull_request.number || github.sha }}
  cancel-in-progress: true

jobs:
  migrations:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read # the migrations
      pull-requests: write # the comment
    steps:
      - uses: ${uses(CHECKOUT)}
        with:
          persist-credentials: false
      - uses: ${uses(own)}
`;
}

function uses({ action, ref, version }: Pin): string {
  return `${action}@${ref}${version === null ? "" : ` # ${version}`}`;
}
