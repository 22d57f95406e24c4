export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** Addresses below /api that are no route: a program that asks there is answered in the shape it knows, not with a page. */
export {
  unknownMethod as DELETE,
  unknownMethod as GET,
  unknownMethod as PATCH,
  unknownMethod as POST,
  unknownMethod as PUT,
} from "@/lib/http/answer";
