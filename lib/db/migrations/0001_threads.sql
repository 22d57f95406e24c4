CREATE TABLE "message" (
	"thread_id" uuid NOT NULL,
	"id" text NOT NULL,
	"user_id" text NOT NULL,
	"parent_id" text,
	"position" integer NOT NULL,
	"role" text NOT NULL,
	"content" text NOT NULL,
	"run_id" uuid NOT NULL,
	"text" text DEFAULT '' NOT NULL,
	"search" "tsvector",
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "message_thread_id_id_pk" PRIMARY KEY("thread_id","id"),
	CONSTRAINT "message_parent_is_another" CHECK ("message"."parent_id" <> "message"."id")
);
--> statement-breakpoint
CREATE TABLE "run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"thread_id" uuid NOT NULL,
	"user_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"status" text DEFAULT 'running' NOT NULL,
	"base_message_id" text NOT NULL,
	"owner_instance" text NOT NULL,
	"generation" integer NOT NULL,
	"left_behind" boolean DEFAULT false NOT NULL,
	"heartbeat_at" timestamp with time zone DEFAULT now() NOT NULL,
	"stop_requested_at" timestamp with time zone,
	"last_seq" integer DEFAULT 0 NOT NULL,
	"covered_seq" integer DEFAULT 0 NOT NULL,
	"error_code" text,
	"error_metadata" text,
	"usage" text,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "run_event" (
	"run_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"events" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "run_event_run_id_seq_pk" PRIMARY KEY("run_id","seq")
);
--> statement-breakpoint
CREATE TABLE "share" (
	"id" text PRIMARY KEY NOT NULL,
	"thread_id" uuid NOT NULL,
	"user_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"title" text NOT NULL,
	"messages" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "thread" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"agent_id" text NOT NULL,
	"title" text DEFAULT '' NOT NULL,
	"title_by" text DEFAULT 'message' NOT NULL,
	"title_search" "tsvector",
	"pinned_at" timestamp with time zone,
	"archived_at" timestamp with time zone,
	"deleted_at" timestamp with time zone,
	"head_message_id" text,
	"next_position" integer DEFAULT 0 NOT NULL,
	"state" text DEFAULT '{}' NOT NULL,
	"state_version" integer DEFAULT 0 NOT NULL,
	"generation" integer DEFAULT 0 NOT NULL,
	"agent_head_id" text,
	"active_at" timestamp with time zone DEFAULT now() NOT NULL,
	"answered_at" timestamp with time zone,
	"seen_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "message" ADD CONSTRAINT "message_thread_id_thread_id_fk" FOREIGN KEY ("thread_id") REFERENCES "public"."thread"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run" ADD CONSTRAINT "run_thread_id_thread_id_fk" FOREIGN KEY ("thread_id") REFERENCES "public"."thread"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_event" ADD CONSTRAINT "run_event_run_id_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."run"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "share" ADD CONSTRAINT "share_thread_id_thread_id_fk" FOREIGN KEY ("thread_id") REFERENCES "public"."thread"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "message_position_idx" ON "message" USING btree ("thread_id","position");--> statement-breakpoint
CREATE INDEX "message_run_idx" ON "message" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "message_user_idx" ON "message" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "message_search_idx" ON "message" USING gin ("search");--> statement-breakpoint
CREATE UNIQUE INDEX "run_one_running_idx" ON "run" USING btree ("thread_id") WHERE "run"."status" = 'running';--> statement-breakpoint
CREATE INDEX "run_thread_idx" ON "run" USING btree ("thread_id","started_at");--> statement-breakpoint
CREATE INDEX "run_running_idx" ON "run" USING btree ("heartbeat_at") WHERE "run"."status" = 'running';--> statement-breakpoint
CREATE INDEX "run_user_idx" ON "run" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "share_one_live_idx" ON "share" USING btree ("thread_id") WHERE "share"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX "thread_list_idx" ON "thread" USING btree ("user_id","active_at","id");--> statement-breakpoint
CREATE INDEX "thread_changes_idx" ON "thread" USING btree ("user_id","updated_at");--> statement-breakpoint
CREATE INDEX "thread_title_search_idx" ON "thread" USING gin ("title_search");