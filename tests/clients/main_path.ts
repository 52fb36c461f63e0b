// A program over the types that openapi-typescript generates: it compiles, or a client of ours would not.

import type { components, paths } from "./api.js";

type Body<Path extends keyof paths, Method extends keyof paths[Path]> = paths[Path][Method] extends {
  requestBody: { content: { "application/json": infer Content } };
}
  ? Content
  : never;
type Query<Path extends keyof paths> = paths[Path] extends { get: { parameters: { query?: infer Named } } } ? Named : never;

// What has a default may be left out.
export const job: Body<"/api/v1/jobs", "post"> = {
  job_title: "Backend Engineer",
  company_name: "Acme",
  job_description: "Build services.",
};
export const candidate: Body<"/api/v1/candidates", "post"> = { full_name: "Asha Raman", email: "asha@example.com" };
export const slot: Body<"/api/v1/interviews/slots", "post"> = {
  job_id: "job_1",
  interview_date: "2027-01-15",
  start_time: "10:00",
  end_time: "10:45",
};
export const interview: Body<"/api/v1/interviews", "post"> = { candidate_id: "cand_1", job_id: "job_1", slot_id: "slot_1" };
export const webhook: Body<"/api/v1/webhooks", "post"> = {
  url: "https://hooks.example.com/greenroom",
  notify_email: "it@example.com",
};
export const changed: Query<"/api/v1/candidates"> = { updated_since: "2027-01-15T00:00:00Z" };

// @ts-expect-error: a job without a title is none.
export const untitled: Body<"/api/v1/jobs", "post"> = { company_name: "Acme", job_description: "Build services." };
// @ts-expect-error: a state that there is not.
export const state: components["schemas"]["InterviewStatus"] = "BOOKED";

export function told(answer: components["schemas"]["InterviewAnswer"]): string {
  switch (answer.status) {
    case "SCHEDULED":
      return answer.started_at ?? "";
    default:
      return answer.email.status;
  }
}
