using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Sqlite;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Exports;

[Trait("Category", "Slow")]
public sealed class ExportTests
{
    [Fact]
    public async Task Topics_that_match_a_pattern_are_exported_as_CSV_like_their_history()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var topic in (string[])["room:b", "room:a", "news"])
            await server.Client.PublishAsync(topic, $"\"quoted\", in {topic}");
        var id = await server.Client.EnqueueAsync("export", """{"topics":"room:*"}""");
        await server.Client.EndAsync(id);

        using var response = await server.Client.GetAsync($"/jobs/{id}/result").OrTimeout();

        response.Content.Headers.ContentType!.ToString().Should().Be("text/csv; charset=utf-8");
        response.Content.Headers.ContentDisposition!.FileName.Should().Be("export-room-_.csv");
        var rows = Csv.Parse(await response.Content.ReadAsStringAsync().OrTimeout());
        rows.Skip(1).Select(row => (row[0], row[6])).Should()
            .Equal(("room:a", "\"quoted\", in room:a"), ("room:b", "\"quoted\", in room:b"));
        var history = await server.Client.GetStringAsync("/topics/room:a/messages?format=csv").OrTimeout();
        history.Should().Be(string.Join(
            "\r\n", (await server.Client.GetStringAsync($"/jobs/{id}/result").OrTimeout()).Split("\r\n").Take(2)) + "\r\n");
    }

    [Fact]
    public async Task An_export_can_be_gzipped_NDJSON()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 3; i++)
            await server.Client.PublishAsync("news", $"m{i}");
        var id = await server.Client.EnqueueAsync("export", """{"topics":"news","format":"ndjson","gzip":true}""");
        await server.Client.EndAsync(id);
        using var response = await server.Client.GetAsync($"/jobs/{id}/result").OrTimeout();
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/gzip");
        await using var zip = new GZipStream(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var reader = new StreamReader(zip, Encoding.UTF8);
        var lines = (await reader.ReadToEndAsync().OrTimeout()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("data").GetString()).Should().Equal("m0", "m1", "m2");
    }

    [Fact]
    public async Task A_time_range_is_exported()
    {
        // The time is in the past: files of results have the real time of the machine, and old files are deleted.
        var time = new FakeTimeProvider(new DateTimeOffset(2024, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var server = await TestServer.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(time), folder: null);
        for (var i = 0; i < 5; i++)
        {
            await server.Client.PublishAsync("news", $"m{i}");
            time.Advance(TimeSpan.FromHours(1));
        }

        var id = await server.Client.EnqueueAsync(
            "export", """{"topics":"news","from":"2024-03-01T13:00:00Z","to":"2024-03-01T15:00:00Z"}""");
        await server.Client.EndAsync(id);
        Csv.Parse(await server.Client.GetStringAsync($"/jobs/{id}/result").OrTimeout()).Skip(1).Select(row => row[6]).Should()
            .Equal("m1", "m2");
    }

    [Fact]
    public async Task An_export_has_the_requested_columns_and_format()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PublishAsync("news", "=1+1");
        var id = await server.Client.EnqueueAsync("export", """{"topics":"news","columns":["data","topic"],"escape":"none","bom":true}""");
        await server.Client.EndAsync(id);
        var file = await server.Client.GetByteArrayAsync(new Uri($"/jobs/{id}/result", UriKind.Relative)).OrTimeout();
        file.Should().Equal([0xEF, 0xBB, 0xBF, .. "data,topic\r\n=1+1,news\r\n"u8]);
    }

    [Theory]
    [InlineData("""{"topics":"news","columns":["nothing"]}""", "nothing")]
    [InlineData("""{"topics":"news","format":"ndjson","bom":true}""", "CSV")]
    [InlineData("""{"topics":"news","from":"yesterday"}""", "time")]
    [InlineData("""{"topics":"news","to":"5.1"}""", "time")]
    public async Task An_export_with_invalid_arguments_is_refused(string arguments, string word)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.PostAsync(
            "/jobs", $$"""{"type":"export","arguments":{{arguments}}}""", "application/json");
        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync().OrTimeout()).Should().Contain(word);
    }

    [Fact]
    public async Task A_time_without_a_zone_is_UTC()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2027, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var server = await TestServer.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(time), folder: null);
        await server.Client.PublishAsync("news", "m");
        var id = await server.Client.EnqueueAsync("export", """{"topics":"news","from":"2027-03-01T12:00","to":"2027-03-01T12:01"}""");
        await server.Client.EndAsync(id);
        Csv.Parse(await server.Client.GetStringAsync($"/jobs/{id}/result").OrTimeout()).Should().HaveCount(2);
    }

    [Fact]
    public async Task Progress_is_reported_in_rows()
    {
        await using var server = await TestServer.StartAsync();
        using var published = await server.Client.PostAsync(
            "/topics/news/messages", string.Concat(Enumerable.Range(0, 2_500).Select(i => $$"""{"data":"{{i}}"}{{'\n'}}""")),
            "application/x-ndjson");
        var id = await server.Client.EnqueueAsync("export", """{"topics":"news"}""");
        var progress = (await server.Client.EventsAsync(id)).Where(each => each.Type == "progress").ToList();
        JsonDocument.Parse(progress[^1].Data).RootElement.GetProperty("text").GetString().Should().Be("2,500 of 2,500 rows");
        Csv.Parse(await server.Client.GetStringAsync($"/jobs/{id}/result").OrTimeout()).Should().HaveCount(2_501);
    }

    [Fact]
    public async Task An_interrupted_download_can_be_continued()
    {
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 20; i++)
            await server.Client.PublishAsync("news", $"m{i}");
        var id = await server.Client.EnqueueAsync("export", """{"topics":"news"}""");
        await server.Client.EndAsync(id);
        var whole = await server.Client.GetByteArrayAsync($"/jobs/{id}/result").OrTimeout();

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/jobs/{id}/result");
        request.Headers.Range = new RangeHeaderValue(100, null);
        using var rest = await server.Client.SendAsync(request).OrTimeout();

        rest.StatusCode.Should().Be(HttpStatusCode.PartialContent);
        rest.Content.Headers.ContentRange!.ToString().Should().Be($"bytes 100-{whole.Length - 1}/{whole.Length}");
        (await rest.Content.ReadAsByteArrayAsync().OrTimeout()).Should().Equal(whole.Skip(100));
    }

    [Theory]
    [InlineData("""{"topics":"no spaces"}""", "pattern")]
    [InlineData("""{"topics":"a","from":"2027-01-02T00:00:00Z","to":"2027-01-01T00:00:00Z"}""", "not before")]
    [InlineData("""{"topics":"a","format":"xlsx"}""", "format")]
    [InlineData("{}", "topics")]
    public async Task An_invalid_export_request_is_refused(string arguments, string says)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.Client.PostAsync(
            "/jobs", $$"""{"type":"export","arguments":{{arguments}}}""", "application/json");
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain(says);
    }

    [Fact]
    public async Task An_export_that_fails_leaves_no_file()
    {
        using var folder = new TemporaryFolder();
        await using var server = await TestServer.StartAsync(
            builder => builder.Services.AddSingleton<ITopicLog>(
                provider => new FailingLog(provider.GetRequiredService<SqliteTopicLog>())),
            folder, TestStore.Sqlite);
        server.Logs.Expect("Failed");
        await server.Client.PublishAsync("news", "x");
        ((FailingLog)server.Get<ITopicLog>()).FailsPageReads = true;

        var id = await server.Client.EnqueueAsync("export", """{"topics":"news"}""", ""","attempts":1""");

        await server.Client.StateBecomesAsync(id, "failed");
        Directory.EnumerateFiles(Path.Combine(folder.Path, "data", "files")).Should().BeEmpty();
    }

    [Fact]
    public async Task An_old_file_is_deleted_with_its_job()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await TestServer.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(time), folder, TestStore.Sqlite);
        await server.Client.PublishAsync("news", "x");
        var id = await server.Client.EnqueueAsync("export", """{"topics":"news"}""");
        await server.Client.EndAsync(id);
        var files = Path.Combine(folder.Path, "data", "files");
        Directory.EnumerateFiles(files).Should().ContainSingle();
        time.Advance(TimeSpan.FromDays(3.1));
        await Eventually.BecomesAsync(
            async () => (await server.Client.GetAsync($"/jobs/{id}/result")).StatusCode, status => status == HttpStatusCode.NotFound);
        await Eventually.BecomesAsync(() => Task.FromResult(Directory.EnumerateFiles(files).Count()), count => count == 0);
    }
}
