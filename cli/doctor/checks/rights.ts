import type { Client } from "pg";
import type { Context } from "../context";
import { queryValue } from "./postgres";

/** Tables of the site that this role could not alter: only their owner may, or who is a member of it. */
const NOT_MINE = `select coalesce(string_agg(c.relname, ', ' order by c.relname), '') as value
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('public', 'drizzle') and c.relkind = 'r' and not pg_has_role(current_user, c.relowner, 'usage')`;

const NO_CREATE = `select concat_ws(', ',
  case when not has_schema_privilege(current_user, 'public', 'create') then 'create in the schema public' end,
  case when to_regnamespace('drizzle') is null and not has_database_privilege(current_user, current_database(), 'create')
    then 'create the schema drizzle' end) as value`;

/** Tables whose rows this role could not read and change. */
const NO_ROWS = `select coalesce(string_agg(c.relname, ', ' order by c.relname), '') as value
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'public' and c.relkind = 'r' and not (
    has_table_privilege(c.oid, 'select') and has_table_privilege(c.oid, 'insert')
    and has_table_privilege(c.oid, 'update') and has_table_privilege(c.oid, 'delete'))`;

/** Whether the role of migrations may change the schema, and the site's the rows. Nothing is written. */
export async function checkRights({ findings }: Context, own: Client, site: Client): Promise<void> {
  const [migrator, role] = [await roleOf(own), await roleOf(site)];
  const lacks = await queryValue(own, NO_CREATE);
  const foreign = await queryValue(own, NOT_MINE);
  const rows = await queryValue(site, NO_ROWS);
  if (lacks !== "")
    return findings.fail(
      "database.rights",
      `${migrator} may not: ${lacks}`,
      `As the owner: grant create on schema public to "${migrator}"; grant create on database … to "${migrator}";`,
    );
  if (foreign !== "")
    return findings.fail(
      "database.rights",
      `${migrator} does not own ${foreign}`,
      `Migrate with the role that made them, or: grant <that role> to "${migrator}";`,
    );
  if (rows !== "")
    return findings.fail(
      "database.rights",
      `${role} may not read and change ${rows}`,
      `grant select, insert, update, delete on all tables in schema public to "${role}"; (and alter default privileges)`,
    );
  findings.ok("database.rights", migrator === role ? migrator : `${migrator} migrates, ${role} reads and writes`);
}

const roleOf = (client: Client) => queryValue(client, "select current_user as value");
