ALTER TABLE "run" ADD COLUMN "interrupts" text;--> statement-breakpoint
ALTER TABLE "run" ADD COLUMN "resume" text;--> statement-breakpoint
CREATE INDEX "run_waiting_idx" ON "run" USING btree ("thread_id") WHERE "run"."interrupts" is not null;