using NUnit.Framework;
using UsageRls.Fixtures.Databases;

namespace UsageRls.Verification.Tests.Databases;

/// <summary>Tests that a script is split where one statement ends and the next begins.</summary>
public sealed class ScriptSplitting
{
    [TestCase("select 1; select 2", 2)]
    [TestCase("select 1;;\n ; select 2;", 2)]
    [TestCase("-- select 1;\nselect 2", 1)]
    [TestCase("/* a; /* b; */ c; */ select ';'", 1)]
    [TestCase("select $$ ; $$; select $a$ ; $$ ; $a$", 2)]
    [TestCase("select 'it''s;'; select e'\\';'", 2)]
    [TestCase("select \"a;b\"", 1)]
    [TestCase("create rule r as on insert to t do (select 1; select 2); select 3", 2)]
    [TestCase("create function f() returns int begin atomic select 1; select case when true then 2 end; end; select 3", 2)]
    [TestCase("select $1; select a$b$c from t; select 2", 3)]
    [TestCase("", 0)]
    public void Scripts_are_split_into_statements_as_psql_does(string sql, int statements) =>
        Assert.That(SqlScript.Split(sql), Has.Count.EqualTo(statements));

    [TestCase("select 'never closed", "a quote that has no end")]
    [TestCase("select 1; /* never closed", "a comment that has no end")]
    [TestCase("select $x$ never closed $y$", "a quote $x$ that has no end")]
    [TestCase("\\d invoices", "psql meta-command")]
    public void A_script_that_cannot_be_split_says_why(string sql, string why) =>
        Assert.That(() => SqlScript.Split(sql), Throws.TypeOf<SqlScriptException>().With.Message.Contains(why));

    [TestCase("begin", true)]
    [TestCase("START TRANSACTION", true)]
    [TestCase("commit and chain", true)]
    [TestCase("end", true)]
    [TestCase("rollback", true)]
    [TestCase("rollback work", true)]
    [TestCase("prepare transaction 'x'", true)]
    [TestCase("rollback to savepoint a", false)]
    [TestCase("rollback work to a", false)]
    [TestCase("prepare x as select 1", false)]
    [TestCase("savepoint a", false)]
    [TestCase("do $$ begin end $$", false)]
    public void Statements_that_end_a_transaction_are_recognised(string sql, bool ends) =>
        Assert.That(SqlScript.Split(sql)[0].ControlsTransaction, Is.EqualTo(ends));

    [Test]
    public void Scripts_remember_where_each_statement_starts()
    {
        const string sql = "-- first\nselect 1;\n\n  /* second */ select 2;";
        Assert.That(
            SqlScript.Split(sql).Select(s => sql[s.Start..]),
            Is.EqualTo((string[])["select 1;\n\n  /* second */ select 2;", "select 2;"])
        );
    }
}
