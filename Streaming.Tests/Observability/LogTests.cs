using System.Reflection;
using Microsoft.Extensions.Logging;
using Streaming.Server;
using Streaming.Tests.Support;

namespace Streaming.Tests.Observability;

/// <summary>Tests the events of the log and their levels.</summary>
public sealed class LogTests
{
    [Fact]
    public void Each_event_has_a_number_and_a_name_that_are_unique_in_its_category()
    {
        var events = typeof(StreamingServer).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public
                | BindingFlags.DeclaredOnly))
            .Select(method => (
                Category: method.DeclaringType!.FullName, method.Name, Log: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(method => method.Log is not null).ToList();
        events.Should().HaveCountGreaterThan(50);
        events.Should().OnlyContain(each => each.Log!.EventId > 0);
        events.Select(each => (each.Category, each.Log!.EventId)).Should().OnlyHaveUniqueItems();
        events.Select(each => (each.Category, each.Log!.EventName ?? each.Name)).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Requests_and_connections_log_nothing_above_Debug()
    {
        await using var server = await TestServer.StartAsync(("Samples:Ticker", "false"));
        var before = Loud(server).Count;
        for (var i = 0; i < 5; i++)
        {
            await server.Client.PublishAsync("room:a", "hello");
            await using var events = await EventStream.OpenAsync(server.Client, "/topics/room:a/events");
            await using var member = await RoomClient.JoinAsync(server, "a");
            await member.SendTextAsync("hi");
            await member.ReceiveTextAsync();
            using var refused = await server.Client.GetAsync("/topics/no%20topic");
        }

        Loud(server).Skip(before).Should().BeEmpty();
    }

    private static List<LogCollector.Entry> Loud(TestServer server) =>
        [.. server.Logs.Entries.Where(entry => entry.Level > LogLevel.Debug
            && entry.Category.StartsWith("Streaming.", StringComparison.Ordinal))];
}
