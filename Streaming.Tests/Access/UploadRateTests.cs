using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Access.Limits;
using Streaming.Tests.Support;

namespace Streaming.Tests.Access;

/// <summary>Tests that the rate limit of messages slows an NDJSON upload down, so that an upload of any length comes to its end.</summary>
public sealed class UploadRateTests
{
    private const string Path = "/topics/a/messages";
    private const string Ndjson = "application/x-ndjson";
    private static readonly (string, string) s_key = ("Idempotency-Key", "upload");

    [Theory]
    [InlineData("4")]
    [InlineData("10000")]
    public async Task An_upload_above_the_rate_is_slowed_down_and_not_refused(string batch)
    {
        await using var server = await TestServer.StartAsync(
            ("Access:Open", "true"), ("Access:Limits:CountLoopback", "true"), ("Access:Limits:PublishRate", "20"),
            ("Access:Limits:PublishBurst", "25"), ("Publishing:MaxBatchMessages", batch));

        using var response = await server.Client.PostAsync(Path, Lines(50), Ndjson).OrTimeout();

        response.StatusCode.Should().Be(HttpStatusCode.Created);
        (await server.Client.GetJsonAsync(Path)).GetArrayLength().Should().Be(50);
    }

    [Fact]
    public async Task Lines_that_are_stored_already_do_not_count_in_the_rate()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await Tokens.StartServerAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(clock),
            ("Access:Limits:PublishRate", "10"), ("Access:Limits:PublishBurst", "40"));
        var token = ("Authorization", $"Bearer {Tokens.For("ann", ["a"], ["a"])}");
        using var first = await server.Client.PostAsync(Path, Lines(30), Ndjson, token, s_key).OrTimeout();
        first.StatusCode.Should().Be(HttpStatusCode.Created);

        // The first batch, of 10 lines, uses up what is left of the burst. A wait would last until the time of the clock changes.
        using var again = await server.Client.PostAsync(Path, Lines(30), Ndjson, token, s_key).OrTimeout();

        again.StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task If_too_many_uploads_wait_an_upload_is_refused_with_the_first_line_that_is_not_published()
    {
        await using var server = await TestServer.StartAsync(
            ("Access:Open", "true"), ("Access:Limits:CountLoopback", "true"), ("Access:Limits:PublishRate", "2"),
            ("Access:Limits:PublishBurst", "2"));
        using var ended = new CancellationTokenSource();
        var waits = Waits(server, ended.Token);

        using var refused = await server.Client.PostAsync(Path, "\n" + Lines(5), Ndjson).OrTimeout();

        refused.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        var problem = JsonElement.Parse(await refused.Content.ReadAsStringAsync());
        (problem.GetProperty("line").GetInt64(), problem.GetProperty("published").GetInt64()).Should().Be((4, 2));
        problem.GetProperty("detail").GetString().Should().EndWith("The 2 messages before it are published.");
        await ended.CancelAsync();
        await FluentActions.Awaiting(() => Task.WhenAll(waits).OrTimeout()).Should().ThrowAsync<OperationCanceledException>();
    }

    /// <summary>Begins as many waits for the rate limit as the server allows.</summary>
    internal static List<Task> Waits(TestServer server, CancellationToken ended) =>
    [
        .. Enumerable.Range(0, PublishRateLimiter.MaxWaiting)
            .Select(_ => server.Get<PublishRateLimiter>().TryWaitAsync(TimeSpan.FromHours(1), ended).AsTask()),
    ];

    private static string Lines(int count) =>
        string.Concat(Enumerable.Range(1, count).Select(number => $"{{\"data\":{number}}}\n"));
}
