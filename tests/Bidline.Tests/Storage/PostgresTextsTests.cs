using Bidline.Storage;
using Npgsql;
using NpgsqlTypes;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Storage;

public sealed class PostgresTextsTests
{
    private const string Insert = "INSERT INTO notes (id, words, score) VALUES (@p0, @p1, @p2)";

    [Fact]
    public void A_null_is_sent_with_the_type_that_its_parameter_had()
    {
        var texts = new PostgresTexts();
        texts.Command(new Statement(Insert, 1L, "one", 0.5));

        var command = texts.Command(new Statement(Insert, 2L, null, null));

        command.CommandText.TrimEnd().ShouldBe("INSERT INTO notes (id, words, score) VALUES ($1, $2, $3)");
        command.Parameters.Select(it => it.NpgsqlDbType)
            .ShouldBe([NpgsqlDbType.Bigint, NpgsqlDbType.Text, NpgsqlDbType.Double]);
        command.Parameters.Select(it => it.Value).ShouldBe([2L, DBNull.Value, DBNull.Value]);
    }

    [Fact]
    public async Task A_statement_whose_values_are_sometimes_null_is_planned_once_for_all()
    {
        var cancel = TestContext.Current.CancellationToken;
        var settings = new NpgsqlConnectionStringBuilder(await PostgresFixture.NewDatabaseAsync())
        {
            MaxAutoPrepare = 20, AutoPrepareMinUsages = 2,
        };
        await using var database = NpgsqlDataSource.Create(settings);
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using (var create = new NpgsqlCommand(
            "CREATE TABLE notes (id bigint, words text, score double precision)", connection))
            await create.ExecuteNonQueryAsync(cancel);
        var texts = new PostgresTexts();

        for (var i = 0; i < 40; i++)
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(texts.Command(
                new Statement(Insert, (long)i, i % 2 == 0 ? null : "odd", i % 3 == 0 ? 0.5 : null)));
            await batch.ExecuteNonQueryAsync(cancel);
        }

        await using var asked = new NpgsqlCommand(
            "SELECT max(generic_plans + custom_plans) FROM pg_prepared_statements WHERE statement LIKE 'INSERT%'", connection);
        // Two texts while the types become known, and each is prepared the second time it comes.
        ((long)(await asked.ExecuteScalarAsync(cancel))!).ShouldBeGreaterThan(35);
    }
}
