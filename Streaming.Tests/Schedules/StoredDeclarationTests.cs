using System.Text;
using FluentAssertions;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Xunit;

namespace Streaming.Tests.Schedules;

/// <summary>Stores keep the declaration of a schedule as JSON: its names in JSON stay, so that a newer server can read it.</summary>
public sealed class StoredDeclarationTests
{
    [Fact]
    public void The_stored_declaration_of_a_schedule_keeps_its_names()
    {
        const string Stored = """{"hash":"c","former":["a","b"],"until":"2026-01-02T03:04:05Z"}""";
        var declaration = JobJson.Read<ScheduleDeclaration>(Encoding.UTF8.GetBytes(Stored));
        declaration.EarlierHashes.Should().Equal("a", "b");
        declaration.AliveUntil.Should().Be(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        Encoding.UTF8.GetString(JobJson.Write(declaration)).Should().Be(Stored);
    }
}
