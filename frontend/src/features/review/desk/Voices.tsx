import { Badge } from "@mantine/core";

import type { OpenedCase } from "@/api/types";
import { dateTime, span } from "@/lib/dates";

import { answerWords, FLAGS } from "../words";
import own from "./CaseDesk.module.css";

/** What the raters answered and flagged, numbered instead of named, and what reviewers did before. */
export function Voices({ shown }: { shown: OpenedCase }) {
  const withdrawn = shown.verdicts.filter((verdict) => !verdict.is_current || shown.state === "claimed");
  return (
    <>
      <h2 className={own.heading}>
        {shown.voices.length > 0 ? "What raters said" : "Nobody has judged this item yet"}
      </h2>
      <ul className={own.voices}>
        {shown.voices.map((voice) => (
          <Voice key={voice.rater} voice={voice} shown={shown} />
        ))}
      </ul>
      {shown.concerns.length > 0 ? (
        <>
          <h2 className={own.heading}>Flags</h2>
          <ul className={own.voices}>
            {shown.concerns.map((concern, index) => (
              <li key={index} className={own.voice}>
                <span className={own.who}>
                  <span>{concern.rater}</span>
                  <span>{dateTime(concern.created_at)}</span>
                </span>
                <span className={own.what}>{FLAGS[concern.reason]}</span>
                {concern.note ? <p className={own.why}>{concern.note}</p> : null}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {withdrawn.length > 0 ? (
        <>
          <h2 className={own.heading}>Taken back</h2>
          <ul className={own.voices}>
            {withdrawn.map((verdict) => (
              <li key={verdict.revision} className={own.voice}>
                <span className={own.who}>
                  <span>{verdict.reviewer}</span>
                  <span>{dateTime(verdict.decided_at)}</span>
                </span>
                <span className={own.what}>
                  {verdict.answers.length > 0
                    ? verdict.answers.map((one) => answerWords(one, shown.questions, shown.responses.length)).join("; ")
                    : verdict.kind.replace("_", " ")}
                </span>
                {verdict.rationale ? <p className={own.why}>{verdict.rationale}</p> : null}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </>
  );
}

function Voice({ voice, shown }: { voice: OpenedCase["voices"][number]; shown: OpenedCase }) {
  const closed = voice.answers.filter((answer) => answer.text == null);
  const words = voice.answers.filter((answer) => answer.text != null);
  const several = new Set(closed.map((answer) => answer.question)).size > 1;
  const titles = new Map(shown.questions.map((question) => [question.key, question.title]));
  return (
    <li className={own.voice}>
      <span className={own.who}>
        <span>{voice.rater}</span>
        <span>
          {voice.active_ms === null ? "" : span(voice.active_ms)}
          {voice.guideline_version === null ? "" : ` · guideline ${String(voice.guideline_version)}`}
        </span>
      </span>
      {closed.map((answer, index) => (
        <div key={index} className={own.what}>
          {several ? (
            <Badge variant="light" color="gray" tt="none" fw={400} mr={6} title={titles.get(answer.question)}>
              {titles.get(answer.question)}
            </Badge>
          ) : null}
          {answerWords(answer, shown.questions, shown.responses.length)}
        </div>
      ))}
      {words.map((answer, index) => (
        <p key={index} className={own.why}>
          {answer.text}
        </p>
      ))}
    </li>
  );
}
