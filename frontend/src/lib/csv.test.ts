import { expect, test } from "vitest";

import { toCsv } from "./csv";

type Row = { name: string; value: number | null };
const columns = [
  { header: "Name", value: (row: Row) => row.name },
  { header: "Value", value: (row: Row) => row.value },
];

test("quotes what needs it and leaves unknown values empty", () => {
  const rows = [
    { name: 'a "b", c', value: -0.5 },
    { name: "two\nlines", value: null },
  ];
  expect(toCsv(rows, columns)).toBe('Name,Value\r\n"a ""b"", c",-0.5\r\n"two\nlines",\r\n');
});

test("text that a spreadsheet would run as a formula is defused, numbers are not", () => {
  expect(toCsv([{ name: "=1+1", value: -1 }], columns)).toBe("Name,Value\r\n'=1+1,-1\r\n");
});
