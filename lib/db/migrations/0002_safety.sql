CREATE TABLE "audit_event" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"kind" text NOT NULL,
	"user_id" text,
	"subject" text,
	"address" text,
	"request_id" text,
	"detail" text
);
--> statement-breakpoint
CREATE UNLOGGED TABLE "rate_limit" (
	"key" text PRIMARY KEY NOT NULL,
	"full_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "auth_session" ADD COLUMN "id" uuid DEFAULT gen_random_uuid() NOT NULL;--> statement-breakpoint
ALTER TABLE "auth_session" ADD COLUMN "seen_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "auth_session" ADD COLUMN "user_agent" text;--> statement-breakpoint
ALTER TABLE "auth_session" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "auth_session" ADD COLUMN "authenticated_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "audit_event_at_idx" ON "audit_event" USING btree ("at");--> statement-breakpoint
CREATE INDEX "audit_event_user_idx" ON "audit_event" USING btree ("user_id","at");--> statement-breakpoint
CREATE INDEX "rate_limit_full_idx" ON "rate_limit" USING btree ("full_at");--> statement-breakpoint
CREATE UNIQUE INDEX "auth_session_id_idx" ON "auth_session" USING btree ("id");--> statement-breakpoint
CREATE INDEX "auth_session_end_idx" ON "auth_session" USING btree ("absolute_exp");