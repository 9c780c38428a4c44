import { useEffect, useState } from "react";

/** Something large that few texts need: fetched once, when the first of them comes. */
export class Fetched<Thing extends object> {
  /** What came, or null before. */
  now: Thing | null = null;
  #coming: Promise<Thing> | null = null;

  constructor(private readonly load: () => Promise<Thing>) {}

  /** Fetches it and says when it is there; says nothing where it can't be reached, and is tried again the next time. */
  bring(then?: (thing: Thing) => void) {
    this.#coming ??= this.load();
    this.#coming.then(
      (thing) => {
        this.now = thing;
        then?.(thing);
      },
      () => {
        // Offline, before it was ever needed: what it would set stays readable as it was written.
        this.#coming = null;
      },
    );
  }
}

/** The thing, once it is there and `wanted`. */
export function useFetched<Thing extends object>(fetched: Fetched<Thing>, wanted: boolean): Thing | null {
  const [thing, setThing] = useState(fetched.now);
  useEffect(() => {
    if (thing || !wanted) return;
    let here = true;
    fetched.bring((came) => {
      if (here) setThing(() => came);
    });
    return () => {
      here = false;
    };
  }, [fetched, thing, wanted]);
  return wanted ? (thing ?? fetched.now) : null;
}
