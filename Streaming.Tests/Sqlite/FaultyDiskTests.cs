using System.Globalization;
using System.Net;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sqlite;

/// <summary>Tests a disk that is full, or that fails to write, to sync or to read.</summary>
[Trait("Category", "Slow")]
public sealed class FaultyDiskTests : IDisposable
{
    private static readonly string s_large = new('x', 60_000);

    private readonly FaultyDisk _disk = new();

    public void Dispose() => _disk.Dispose();

    [CompilerFact]
    public async Task On_a_full_disk_every_write_is_a_503_and_a_trim_frees_space()
    {
        await using var server = await _disk.StartAsync();
        var keep = JsonDocument.Parse("{}").RootElement;
        for (var i = 0; i < 150; i++)
            keep = await server.Client.PublishAsync("news", s_large);
        _disk.Fill();

        // Publishes until the write-ahead log is full too; a small message may still fit when a large one does not.
        await Eventually.BecomesAsync(() => PublishAsync(server, s_large), status => status == HttpStatusCode.ServiceUnavailable);
        await Eventually.BecomesAsync(
            () => server.Client.StatusesAsync(StoreRequests.Writing), statuses =>
            statuses.All(status => status == HttpStatusCode.ServiceUnavailable));
        (await server.Client.RefusalsAsync(StoreRequests.Writing)).Should()
            .AllSatisfy(sentence => sentence.Should().Contain("The disk is full; nothing was stored"));
        (await server.Client.ReadyAsync()).Should().Be(HttpStatusCode.ServiceUnavailable);
        (await server.Client.GetJsonAsync("/topics/news")).GetProperty("count").GetInt64().Should()
            .BeGreaterThan(0, "what is stored can be read");

        using var trimmed = await server.Client.DeleteAsync($"/topics/news/messages?before={keep.GetProperty("last").GetString()}")
            .OrTimeout();
        trimmed.StatusCode.Should().Be(HttpStatusCode.OK, await trimmed.Content.ReadAsStringAsync());
        await server.Client.PublishAsync("news", "there is room again");
        await Eventually.BecomesAsync(server.Client.ReadyAsync, status => status == HttpStatusCode.OK);
        File.Exists(Path.Combine(_disk.Folder.Path, "streaming.db-reserve")).Should().BeTrue("the reserve file exists again");
    }

    [CompilerFact]
    public async Task After_a_failed_sync_the_outcome_is_unknown_and_the_message_is_stored_once_or_never()
    {
        string epoch;
        await using (var server = await _disk.StartAsync())
        {
            epoch = (await server.Client.PublishAsync("news", "1")).GetProperty("last").GetString()!.Split('-')[0];
            await using var reader = await EventStream.OpenAsync(server.Client, "/topics/news/events");
            _disk.FailSync();
            var refusals = await server.Client.RefusalsAsync(StoreRequests.Writing);
            refusals.Should().AllSatisfy(
                sentence => sentence.Should()
                .Contain("The data may or may not be stored").And.Contain("Idempotency-Key").And.NotContainEquivalentOf("nothing was"));
            (await server.Client.ReadyAsync()).Should().Be(HttpStatusCode.ServiceUnavailable);
            using (var keyed = await server.Client.PostAsync("/topics/news/messages", "2", "text/plain", ("Idempotency-Key", "k")))
                keyed.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);

            _disk.Work();
            await Eventually.BecomesAsync(server.Client.ReadyAsync, status => status == HttpStatusCode.OK);
            await PublishWithKeyAsync(server, epoch, 2);
            (await reader.NextAsync())!.Data.Should().Be("2", "no subscriber receives a refused message");
            _disk.FailSync();
            (await PublishAsync(server, "3")).Should().Be(HttpStatusCode.ServiceUnavailable);
            await server.KillAsync();
        }

        await using var again = await _disk.StartAsync();
        await PublishWithKeyAsync(again, epoch, 2);
        var next = await again.Client.PublishAsync("news", "last");
        var messages = (await again.Client.GetJsonAsync("/topics/news/messages")).EnumerateArray()
            .Select(message => (message.GetProperty("offset").GetInt64(), message.GetProperty("data").GetString())).ToList();
        if (messages.Count == 4)
            messages.Should().Equal((1, "1"), (2, "2"), (3, "3"), (4, "last"));
        else
            messages.Should().Equal((1, "1"), (2, "2"), (3, "last"));
        next.GetProperty("last").GetString().Should().Be($"{epoch}-{messages.Count}");
    }

    [CompilerFact]
    public async Task A_disk_that_fails_to_write_is_a_503_and_the_server_is_ready_again_when_it_works()
    {
        await using var server = await _disk.StartAsync();
        await server.Client.PublishAsync("news", "1");
        _disk.FailWrites();
        await server.Client.RefusalsAsync(StoreRequests.Writing);
        (await server.Client.ReadyAsync()).Should().Be(HttpStatusCode.ServiceUnavailable);
        _disk.Work();
        await Eventually.BecomesAsync(server.Client.ReadyAsync, status => status == HttpStatusCode.OK);
        await server.Client.PublishAsync("news", "2");
    }

    [CompilerFact]
    public async Task A_disk_that_fails_to_read_is_a_503_and_the_server_is_ready_again_when_it_works()
    {
        await using (var first = await _disk.StartAsync())
        {
            for (var i = 0; i < 50; i++)
                await first.Client.PublishAsync("news", s_large);
            (await first.TerminateAsync()).Should().Be(0);
        }

        await using var server = await _disk.StartAsync();
        _disk.FailReads();
        (await server.Client.RefusalsAsync((HttpMethod.Get, "/topics/news/messages", null, ""))).Single().Should()
            .Contain("A page of the database file cannot be read: the disk has failed");
        (await server.Client.ReadyAsync()).Should().Be(HttpStatusCode.ServiceUnavailable);
        _disk.Work();
        await Eventually.BecomesAsync(server.Client.ReadyAsync, status => status == HttpStatusCode.OK);
        (await server.Client.GetJsonAsync("/topics/news/messages?limit=1")).GetArrayLength().Should().Be(1);
    }

    [CompilerFact]
    public async Task A_server_does_not_start_on_read_only_files_and_names_the_file()
    {
        await using (var first = await _disk.StartAsync())
        {
            await first.Client.PublishAsync("news", "1");
            await first.KillAsync();
        }

        var start = async () =>
        {
            await using var readOnly = await _disk.StartReadOnlyAsync();
        };
        (await start.Should().ThrowAsync<InvalidOperationException>()).Which.Message.Should()
            .Contain("streaming.db' is read-only; let this process write to the file and its folder");

        await using var server = await _disk.StartAsync();
        (await server.Client.GetJsonAsync("/topics/news")).GetProperty("count").GetInt64().Should().Be(1);
        await server.Client.PublishAsync("news", "2");
    }

    private static async Task<HttpStatusCode> PublishAsync(ServerProcess server, string text)
    {
        using var response = await server.Client.PostAsync("/topics/news/messages", text, "text/plain");
        return response.StatusCode;
    }

    private static async Task PublishWithKeyAsync(ServerProcess server, string epoch, long offset)
    {
        using var response = await server.Client.PostAsync("/topics/news/messages", "2", "text/plain", ("Idempotency-Key", "k"));
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.Created, body);
        JsonDocument.Parse(body).RootElement.GetProperty("last").GetString().Should()
            .Be(string.Create(CultureInfo.InvariantCulture, $"{epoch}-{offset}"));
    }
}
