import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { QuestionChoice } from "./QuestionChoice";

const asked = (n: number) =>
  Array.from({ length: n }, (_, at) => ({ key: `q${String(at)}`, title: `Question ${String(at)}` }));

function show(n: number, value: string | null) {
  const chosen = vi.fn();
  render(
    <MantineProvider>
      <QuestionChoice questions={asked(n)} value={value} onChoose={chosen} />
    </MantineProvider>,
  );
  return chosen;
}

test("a few questions stand side by side and are chosen by keyboard", async () => {
  const user = userEvent.setup();
  const chosen = show(3, "q0");
  screen.getByRole("radio", { name: "Question 0" }).focus();
  await user.keyboard("{ArrowRight}");
  expect(chosen).toHaveBeenCalledWith("q1");
});

test("many questions are a list, and so are those of which none is the default", async () => {
  const user = userEvent.setup();
  const chosen = show(3, null);
  expect(screen.queryByRole("radio")).toBeNull();
  await user.click(screen.getByPlaceholderText("Choose a question"));
  await user.click(await screen.findByText("Question 2"));
  expect(chosen).toHaveBeenCalledWith("q2");
});
