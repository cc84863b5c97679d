using Streaming.Tests.Support;

namespace Streaming.Tests.Commands;

/// <summary>Tests that <c>doctor</c> checks the schema and the clock of a PostgreSQL database.</summary>
[Trait("Category", "Slow")]
public sealed class DoctorPostgresqlTests
{
    [PostgresFact]
    public async Task The_database_of_this_version_is_in_order_and_a_newer_one_is_an_error()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var end = await RunAsync(database.ConnectionString);
        end.Succeeded().Output.Should().MatchRegex("ok +clock +PostgreSQL's clock differs by")
            .And.Contain("with the schema of this version");

        await database.RunAsync(
            "INSERT INTO streaming.schema_versions (scriptname, applied) VALUES ('x.Postgresql.Schema.999-future.sql', now())");
        var newer = await RunAsync(database.ConnectionString);
        newer.Code.Should().Be(1);
        newer.Output.Should().MatchRegex("error +store +.*newer schema than this version");
    }

    [Fact]
    public async Task A_database_that_is_not_reached_is_an_error()
    {
        var end = await RunAsync($"Host=127.0.0.1;Port={FreePort.Take()};Database=x;Username=x;Password=hidden");
        end.Code.Should().Be(1);
        end.Output.Should().MatchRegex("error +store +PostgreSQL cannot be reached").And.NotContain("hidden");
    }

    private static async Task<CommandEnd> RunAsync(string connection)
    {
        using var folder = new TemporaryFolder();
        return await CommandRun.RunAsync("doctor", "--contentRoot", folder.Path, "--environment", "Development", "--Urls",
            "http://127.0.0.1:0", "--Storage:Provider", "postgresql", "--ConnectionStrings:Streaming", connection);
    }
}
