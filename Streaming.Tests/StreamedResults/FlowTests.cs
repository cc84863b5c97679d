using System.IO.Compression;
using System.Net;
using Microsoft.Extensions.Logging;
using Streaming.Server.Core.Messages;
using Streaming.Tests.Hosting;
using Streaming.Tests.Support;

namespace Streaming.Tests.StreamedResults;

/// <summary>Tests when the rows of a sequence are sent, and how a response ends.</summary>
public sealed class FlowTests
{
    private const string CsvHeader = "Day,sensor name,Value";

    [Theory]
    [InlineData("gzip")]
    [InlineData("identity")]
    public async Task The_first_bytes_are_sent_before_the_first_row_and_each_row_before_the_wait_for_the_next(string encoding)
    {
        var source = new Source();
        await using var server = await ResultServer.StartAsync(source);
        using var response = await server.Client.OpenAsync("/rows/source?format=csv", ("Accept-Encoding", encoding));
        response.Content.Headers.ContentEncoding.Should().Equal(encoding == "gzip" ? ["gzip"] : []);
        using var reader = await ReaderAsync(response);
        (await reader.NextLineAsync()).Should().Be(CsvHeader);
        source.Write(Source.Row(1));
        (await reader.NextLineAsync()).Should().Be("2026-01-01,a,0.5");
        source.Write(Source.Row(2));
        (await reader.NextLineAsync()).Should().Be("2026-01-02,a,1");
        source.Complete();
        (await reader.NextLineAsync()).Should().BeNull();
    }

    [Theory]
    [InlineData("json")]
    [InlineData("ndjson")]
    [InlineData("events")]
    public async Task The_headers_are_sent_before_the_first_row(string format)
    {
        var source = new Source();
        await using var server = await ResultServer.StartAsync(source);
        using var response = await server.Client.OpenAsync($"/rows/source?format={format}", ("Accept-Encoding", "gzip"));
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        source.Write(Source.Row(1));
        source.Complete();
        using var reader = await ReaderAsync(response);
        (await reader.ReadToEndAsync().OrTimeout()).Should().Contain("\"sensor\":\"a\"");
    }

    [Theory]
    [InlineData("csv", "identity")]
    [InlineData("csv", "gzip")]
    [InlineData("json", "identity")]
    [InlineData("ndjson", "identity")]
    [InlineData("events", "identity")]
    public async Task A_sequence_that_fails_in_the_middle_aborts_the_connection(string format, string encoding)
    {
        var source = new Source();
        await using var server = await ResultServer.StartAsync(source);
        using var response = await server.Client.OpenAsync($"/rows/source?format={format}", ("Accept-Encoding", encoding));
        await source.Started.OrTimeout();
        source.Write(Source.Row(1));
        source.Fail();
        using var reader = await ReaderAsync(response);
        await reader.Invoking(each => each.ReadToEndAsync().OrTimeout()).Should().ThrowAsync<Exception>("a short file must not look whole")
            .Where(e => e is IOException || e is HttpRequestException);
        server.Logs.Entries.Should()
            .Contain(entry => entry.Text.StartsWith("Failed to complete a streamed response", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_in_the_middle_aborts_the_connection_and_is_no_warning()
    {
        var source = new Source();
        await using var server = await ResultServer.StartAsync(source);
        using var response = await server.Client.OpenAsync("/rows/source?format=ndjson");
        source.Write(Source.Row(1));
        source.Fail(new RefusalException(RefusalReason.NotFound, "The topic 'a' was deleted."));
        using var reader = await ReaderAsync(response);
        await reader.Invoking(each => each.ReadToEndAsync().OrTimeout()).Should().ThrowAsync<IOException>();
        var entry = server.Logs.Entries.Should().ContainSingle(each => each.Text.Contains("streamed response")).Subject;
        entry.Text.Should().EndWith("aborted its connection: The topic 'a' was deleted.");
        (entry.Level, entry.Exception).Should().Be((LogLevel.Information, null));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("csv")]
    [InlineData("events")]
    public async Task A_sequence_that_fails_before_its_first_wait_is_answered_with_an_error(string format)
    {
        await using var server = await ResultServer.StartAsync(new Source());
        using var refused = await server.Client.OpenAsync($"/rows/refused?format={format}");
        (await refused.ProblemAsync(HttpStatusCode.BadRequest)).Should().Be("The day is missing; add ?day=.");
        refused.Content.Headers.ContentDisposition.Should().BeNull();
        server.Logs.Expect("An unhandled exception has occurred");
        using var failed = await server.Client.OpenAsync($"/rows/refused?fail=1&format={format}");
        failed.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
    }

    [Theory]
    [InlineData("/rows/source?format=csv")]
    [InlineData("/rows/source?format=ndjson")]
    [InlineData("/rows/source?format=events")]
    [InlineData("/rows/polite?format=csv")]
    [InlineData("/rows/polite?format=events")]
    public async Task A_client_that_disconnects_cancels_the_sequence(string path)
    {
        var source = new Source();
        await using var server = await ResultServer.StartAsync(source);
        var response = await server.Client.OpenAsync(path);
        await source.Started.OrTimeout();
        response.Dispose();
        (await source.Ended.OrTimeout()).Should().BeTrue();
        await server.StopAsync();
        server.Logs.Entries.Should().NotContain(entry => entry.Text.StartsWith("Failed to complete", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/rows/source?format=csv")]
    [InlineData("/rows/source?format=events")]
    [InlineData("/rows/polite?format=csv")]
    [InlineData("/rows/polite?format=json")]
    [InlineData("/rows/polite?format=events")]
    public async Task A_stop_of_the_server_cancels_the_sequence_and_the_response_does_not_look_complete(string path)
    {
        var source = new Source();
        await using var server = await ResultServer.StartAsync(source);
        using var response = await server.Client.OpenAsync(path);
        await source.Started.OrTimeout();
        using var reader = await ReaderAsync(response);
        await server.StopAsync();
        (await source.Ended.OrTimeout()).Should().BeTrue();
        await reader.Invoking(each => each.ReadToEndAsync().OrTimeout()).Should().ThrowAsync<Exception>()
            .Where(e => e is IOException || e is HttpRequestException);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("events")]
    public async Task A_stopping_server_refuses_new_streams_with_Retry_After(string format)
    {
        await using var server = await ResultServer.StartAsync(new Source());
        await using var stopping = new HeldStop(server);
        await stopping.BeginAsync();
        using var response = await server.Client.OpenAsync($"/rows/measurements?format={format}");
        (await response.ProblemAsync(HttpStatusCode.ServiceUnavailable)).Should().Contain("connect again");
        response.Headers.RetryAfter.Should().NotBeNull();
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("events")]
    public async Task A_response_counts_as_an_open_stream(string format)
    {
        var source = new Source();
        await using var server = await ResultServer.StartAsync(source, ("Access:Limits:Streams", "1"));
        using var open = await server.Client.OpenAsync($"/rows/source?format={format}");
        using var second = await server.Client.OpenAsync($"/rows/measurements?format={format}");
        (await second.ProblemAsync(HttpStatusCode.TooManyRequests)).Should().Contain("Access:Limits:Streams");
        source.Complete();
        await open.Content.ReadAsByteArrayAsync().OrTimeout();
        await Eventually.BecomesAsync(
            async () => (await server.Client.GetAsync($"/rows/measurements?format={format}")).StatusCode,
            status => status == HttpStatusCode.OK);
    }

    private static async Task<StreamReader> ReaderAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStreamAsync().OrTimeout();
        return new StreamReader(response.Content.Headers.ContentEncoding.Contains("gzip")
            ? new GZipStream(body, CompressionMode.Decompress) : body);
    }
}
