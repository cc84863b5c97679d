using System.Text.Json;
using Streaming.Tests.DurableStreams;
using Streaming.Tests.Support;

namespace Streaming.Tests.DurableStreamClients;

/// <summary>Tests the libraries of the Durable Streams protocol with this server.</summary>
[Trait("Category", "Slow")]
public sealed class ClientTests
{
    private static readonly (string Key, string Value)[] s_settings = [("Samples:Ticker", "false")];

    [NodeFact(NodePackages.DurableStreamClients)]
    public async Task Each_byte_of_a_producer_arrives_once_and_in_order_though_connections_are_cut()
    {
        await using var server = await TestServer.StartAsync(s_settings);
        var random = new Random(17);
        var connections = 0;
        // A reader that is far behind receives one large response, so some connections live long enough for it.
        await using var relay = new TcpRelay(
            server.Address, () =>
            {
                lock (random)
                    return ++connections % 5 == 0 ? 1 << 20 : (1 << random.Next(11, 16)) + random.Next(1_000);
            });
        var result = await NodeScript.RunAsync("outage.mjs", $"{relay.Address}v1/stream/files/a", "1500");

        relay.Cuts.Should().BeGreaterThan(3);
        var readers = result.GetProperty("readers").EnumerateArray().ToList();
        readers.Should().HaveCount(2);
        foreach (var reader in readers)
            reader.GetProperty("hash").GetString().Should().Be(result.GetProperty("written").GetString(), $"{result}");
    }

    [NodeFact(NodePackages.DurableStreamClients)]
    public async Task A_reader_of_server_sent_events_goes_on_after_a_restart_of_the_server()
    {
        using var folder = new TemporaryFolder();
        var before = await TestServer.StartAsync(configure: null, folder, s_settings);
        await before.CreateStreamAsync("s", body: "one");
        await using var reader = NodeScript.Start("restart.mjs", $"{before.Address}v1/stream/s");
        (await reader.NextAsync()).Should().Be("one");
        await before.DisposeAsync();
        await using var after = await TestServer.StartAsync(
            configure: null, folder, [.. s_settings, ("Urls", before.Address.GetLeftPart(UriPartial.Authority))]);
        await after.AppendToStreamAsync("s", "two");
        (await reader.NextAsync()).Should().Be("two");
    }

    [NodeFact(NodePackages.DurableStreamClients)]
    public async Task The_transport_of_the_AI_SDK_resumes_an_answer_in_a_second_tab()
    {
        var result = await RunAsync("aisdk.mjs");
        result.GetProperty("texts").EnumerateArray().Select(text => text.GetString()).Should()
            .Equal(Text(result, "expected"), Text(result, "expected"));
    }

    [NodeFact(NodePackages.DurableStreamClients)]
    public async Task The_connection_of_TanStack_AI_follows_a_session_and_a_later_reader_has_all_of_it()
    {
        var result = await RunAsync("tanstack-ai.mjs");
        Text(result, "live").Should().Be(Text(result, "expected"));
        Text(result, "snapshot").Should().Contain(Text(result, "expected")).And.Contain("What is it?");
        Text(result, "offset").Should().NotBeEmpty();
    }

    [NodeFact(NodePackages.DurableStreamClients)]
    public async Task Clients_of_Yjs_edit_one_document_and_a_later_one_loads_it()
    {
        await using var server = await TestServer.StartAsync(s_settings);
        var result = await NodeScript.RunAsync("yjs.mjs", server.Address.ToString().TrimEnd('/'));
        result.GetProperty("words").GetInt32().Should().Be(result.GetProperty("expected").GetInt32());
        result.GetProperty("late").GetBoolean().Should().BeTrue();
    }

    [NodeFact(NodePackages.DurableStreamClients)]
    public async Task A_reader_of_the_state_protocol_has_the_state_of_the_writer() =>
        (await RunAsync("state.mjs")).ToString().Should().Be("""{"2":"Bo","3":"Cy"}""");

    private static string Text(JsonElement result, string name) => result.GetProperty(name).GetString()!;

    private static async Task<JsonElement> RunAsync(string script)
    {
        await using var server = await TestServer.StartAsync(s_settings);
        return await NodeScript.RunAsync(script, $"{server.Address}v1/stream/chat/42");
    }
}
