import { OTHER_PERSON, PERSON_HEADER } from "../api/person-header";

/** Whether a request comes from a page that was made for another person than the one whose session it carries. */
export function isMeantForAnother(headers: Headers, userId: string): boolean {
  const meant = headers.get(PERSON_HEADER);
  // A program of one's own need not say whom it means.
  return meant !== null && meant !== encodeURIComponent(userId);
}

/** Marks the refusal of such a request, so that the page can tell it from a sign-in that has ended. */
export function asMeantForAnother(refusal: Response): Response {
  refusal.headers.set(PERSON_HEADER, OTHER_PERSON);
  return refusal;
}
