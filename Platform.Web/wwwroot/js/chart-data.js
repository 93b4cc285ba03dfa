// The numbers of a sweep's trials as they come from the server, and where they are kept.

export const ints = bytes => new Int32Array(bytes.slice().buffer);
export const doubles = bytes => new Float64Array(bytes.slice().buffer);
export const floats = bytes => new Float32Array(bytes.slice().buffer);

/** The texts of a column, which come as one: a list of thousands takes a browser long to read. */
export const texts = bytes => new TextDecoder().decode(bytes).split("\u001f");

/** Reads a snapshot of a sweep; null if there is none. */
export async function load(asked) {
  try {
    const answer = await asked;
    return answer.status === 200 ? read(await answer.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

// One body: the length of its JSON, the JSON, and from the next multiple of 8 on the numbers that it points to.
function read(body) {
  const length = new DataView(body).getInt32(0, true);
  const start = Math.ceil((4 + length) / 8) * 8;
  const message = JSON.parse(new TextDecoder().decode(new Uint8Array(body, 4, length)));
  const lift = part => {
    for (const [name, value] of Object.entries(part)) {
      if (Array.isArray(value?.at) && Object.keys(value).length === 1) part[name] = new Uint8Array(body, start + value.at[0], value.at[1]);
      else if (value && typeof value === "object") lift(value);
    }
  };
  lift(message);
  return message;
}

/** A number of each trial by its place. Those behind the last that is shown stay, for when it is shown again. */
export class Numbers {
  constructor() {
    this.all = new Float64Array(64);
  }

  put(at, values) {
    const least = (at.at(-1) ?? -1) + 1; // places come in their order
    if (least > this.all.length) {
      const before = this.all;
      this.all = new Float64Array(Math.max(least, 2 * before.length));
      this.all.set(before);
    }
    for (let i = 0; i < at.length; i++) this.all[at[i]] = values[i];
  }

  first(count) {
    return this.all.subarray(0, count);
  }
}
