import { useParams } from "react-router";

/** The project in the address, `/projects/:id/…`; NaN when the address is wrong, which the server answers with 404. */
export function useProjectId(): number {
  return Number(useParams().id);
}
