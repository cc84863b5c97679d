using System.Buffers.Text;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Streaming.Tests.Support;
using Streaming.Tests.Webhooks;

namespace Streaming.Tests.DurableSubscriptions;

public sealed class WebhookWakeTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_message_of_a_matching_stream_wakes_the_webhook_in_a_signed_request()
    {
        await using var server = await StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await server.Client.PublishAsync("events:old", "before");
        var created = await server.Client.WebhookAsync("sub-1", receiver.Url, "\"pattern\":\"events/*\"");
        created.Stream("events/old").Text("acked_offset").Should().MatchRegex("^0000000000000001-");

        await server.Client.PublishAsync("other", "x");
        await server.Client.PublishAsync("events:new", "first");

        var wake = (await receiver.NextAsync()).Json;
        wake.Text("subscription_id").Should().Be("sub-1");
        wake.GetProperty("generation").GetInt64().Should().Be(1);
        wake.Text("wake_id").Should().StartWith("w_");
        wake.Text("callback_url").Should().Be($"{server.Address}v1/stream/__ds/subscriptions/sub-1/callback");
        wake.Paths().Should().Equal("events/new", "events/old");
        wake.Stream("events/old").GetProperty("has_pending").GetBoolean().Should().BeFalse("it was there before the subscription");
        var stream = wake.Stream("events/new");
        stream.GetProperty("has_pending").GetBoolean().Should().BeTrue();
        (stream.Text("link_type"), stream.Text("acked_offset")).Should().Be(("glob", "-1"));
        stream.Text("tail_offset").Should().MatchRegex("^0000000000000001-");

        var request = receiver.Requests.Single();
        var signature = request.Signature.Split(',').Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        var signing = created.GetProperty("webhook").GetProperty("signing");
        signature["kid"].Should().Be(signing.Text("kid"));
        signing.Text("jwks_url").Should().Be($"{server.Address}v1/stream/__ds/jwks.json");
        using var keys = await server.Client.GetAsync(signing.Text("jwks_url")).OrTimeout();
        keys.Content.Headers.ContentType!.MediaType.Should().Be("application/jwk-set+json");
        var key = (await server.Client.GetJsonAsync(signing.Text("jwks_url"))).GetProperty("keys").EnumerateArray().Single();
        (key.Text("kid"), key.Text("kty"), key.Text("crv"), key.Text("alg")).Should()
            .Be((signature["kid"], "OKP", "Ed25519", "EdDSA"));
        IsSigned(key.Text("x"), signature["ed25519"], [.. Encoding.ASCII.GetBytes(signature["t"] + "."), .. request.Body]).Should()
            .BeTrue();
    }

    [Fact]
    public async Task A_webhook_that_is_done_acknowledges_what_its_wake_listed_and_is_woken_for_what_follows()
    {
        await using var server = await StartAsync();
        await using var receiver = await Receiver.StartAsync();
        var published = new TaskCompletionSource();
        var isFirst = true;
        receiver.Answer = async (request, http) =>
        {
            // A message that is published while the webhook works is not acknowledged with the wake.
            if (isFirst)
                await published.Task;
            isFirst = false;
            return await SubscriptionHttp.Answering("""{"done":true}""")(request, http);
        };
        await server.Client.WebhookAsync("sub", receiver.Url, "\"streams\":[\"a\"]");
        await server.Client.PublishAsync("a", "one");
        var first = (await receiver.NextAsync()).Json;
        await server.Client.PublishAsync("a", "two");
        published.SetResult();

        var second = (await receiver.NextAsync()).Json;
        second.GetProperty("generation").GetInt64().Should().Be(2);
        second.Stream("a").Text("acked_offset").Should().Be(first.Stream("a").Text("tail_offset"));
        await AckedBecomesAsync(server, "sub", "a", second.Stream("a").Text("tail_offset"));
        receiver.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_callback_acknowledges_streams_and_a_second_one_of_the_same_wake_is_fenced()
    {
        await using var server = await StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await server.Client.WebhookAsync("sub", receiver.Url, "\"streams\":[\"a\",\"b\"]");
        await server.Client.WebhookAsync("other", receiver.Url, "\"streams\":[\"c\"]");
        await server.Client.PublishAsync("a", "one");
        var wake = (await receiver.NextAsync()).Json;

        (await server.Client.WorkerAsync("other", "callback", wake, status: HttpStatusCode.Unauthorized)).Code().Should()
            .Be("TOKEN_INVALID");
        (await server.Client.WorkerAsync("sub", "ack", wake, status: HttpStatusCode.BadRequest)).Code().Should().Be("INVALID_REQUEST");
        await server.Client.PublishAsync("b", "later");
        var answer = await server.Client.WorkerAsync("sub", "callback", wake, SubscriptionHttp.Ack(wake, "a"));
        answer.ToString().Should().Be("""{"ok":true,"next_wake":false}""", "the wake goes on");
        answer = await server.Client.WorkerAsync("sub", "callback", wake, ",\"done\":true");
        answer.ToString().Should().Be("""{"ok":true,"next_wake":true}""", "stream b has a message");
        (await server.Client.WorkerAsync("sub", "callback", wake, ",\"done\":true", HttpStatusCode.Conflict)).Code().Should().Be("FENCED");

        var next = (await receiver.NextAsync()).Json;
        next.GetProperty("generation").GetInt64().Should().Be(2);
        next.GetProperty("streams").EnumerateArray().Where(stream => stream.GetProperty("has_pending").GetBoolean())
            .Select(stream => stream.Text("path")).Should().Equal("b");
        answer = await server.Client.WorkerAsync("sub", "callback", next, SubscriptionHttp.Ack(next, "b") + ",\"done\":true");
        answer.ToString().Should().Be("""{"ok":true,"next_wake":false}""");
    }

    [Fact]
    public async Task A_lease_that_expires_starts_the_next_wake_and_fences_the_former_one()
    {
        await using var server = await StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await server.Client.WebhookAsync("sub", receiver.Url, "\"streams\":[\"a\"],\"lease_ttl_ms\":10000");
        await server.Client.PublishAsync("a", "one");
        var wake = (await receiver.NextAsync()).Json;

        _clock.Advance(TimeSpan.FromSeconds(9));
        await server.Client.WorkerAsync("sub", "callback", wake);
        _clock.Advance(TimeSpan.FromSeconds(9));
        await server.Client.WorkerAsync("sub", "callback", wake);
        _clock.Advance(TimeSpan.FromSeconds(10));

        var next = (await receiver.NextAsync()).Json;
        next.GetProperty("generation").GetInt64().Should().Be(2);
        next.Text("wake_id").Should().NotBe(wake.Text("wake_id"));
        (await server.Client.WorkerAsync("sub", "callback", wake, SubscriptionHttp.Ack(wake, "a"), HttpStatusCode.Conflict)).Code().Should()
            .Be("FENCED");
        receiver.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_failed_request_is_repeated_after_a_delay_that_doubles()
    {
        await using var server = await StartAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, _) => Task.FromResult(StatusCodes.Status500InternalServerError);
        await server.Client.WebhookAsync("sub", receiver.Url, "\"streams\":[\"a\"],\"lease_ttl_ms\":600000");
        await server.Client.PublishAsync("a", "one");
        var first = (await receiver.NextAsync()).Json;
        await StatusBecomesAsync(server, "sub", "failed");

        // The first delay is 1 s, the second one 2 s, each with a jitter of a fifth.
        _clock.Advance(TimeSpan.FromSeconds(1.2));
        var second = (await receiver.NextAsync()).Json;
        second.Text("wake_id").Should().Be(first.Text("wake_id"), "the lease has not expired");
        receiver.Answer = (_, _) => Task.FromResult(StatusCodes.Status200OK);
        await FailuresBecomeAsync(server, 2);
        _clock.Advance(TimeSpan.FromSeconds(1.5));
        await server.Client.GetSubscriptionAsync("sub");
        receiver.Requests.Should().HaveCount(2, "the second delay is longer");
        _clock.Advance(TimeSpan.FromSeconds(0.9));

        await receiver.NextAsync();
        await StatusBecomesAsync(server, "sub", "active");
        server.Logs.Expect("Failed to deliver a notice of new messages");
    }

    [Fact]
    public async Task Subscriptions_their_key_and_what_is_pending_survive_a_restart()
    {
        using var folder = new TemporaryFolder();
        await using var receiver = await Receiver.StartAsync();
        string key;
        await using (var server = await StartAsync(folder))
        {
            var created = await server.Client.WebhookAsync("sub", receiver.Url, "\"pattern\":\"events/**\"");
            key = created.GetProperty("webhook").GetProperty("signing").Text("kid");
            await server.Client.PublishAsync("events:a", "one");
            var wake = (await receiver.NextAsync()).Json;
            await server.Client.WorkerAsync("sub", "callback", wake, SubscriptionHttp.Ack(wake, "events/a") + ",\"done\":true");
            await server.Client.PublishAsync("events:a:b", "two");
            await receiver.NextAsync();
        }

        await using (var server = await StartAsync(folder))
        {
            (await server.Client.GetSubscriptionAsync("sub")).GetProperty("webhook").GetProperty("signing").Text("kid").Should().Be(key);
            _clock.Advance(TimeSpan.FromSeconds(30));
            var wake = (await receiver.NextAsync()).Json;
            wake.GetProperty("generation").GetInt64().Should().Be(3, "the lease of the second one has expired");
            wake.Stream("events/a/b").GetProperty("has_pending").GetBoolean().Should().BeTrue();
            wake.Stream("events/a").GetProperty("has_pending").GetBoolean().Should().BeFalse();
        }
    }

    [Fact]
    public async Task A_deleted_subscription_refuses_its_workers()
    {
        await using var server = await StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await server.Client.WebhookAsync("sub", receiver.Url, "\"streams\":[\"a\"]");
        await server.Client.PublishAsync("a", "one");
        var wake = (await receiver.NextAsync()).Json;

        await server.Client.JsonAsync(HttpMethod.Delete, "/subscriptions/sub", string.Empty, HttpStatusCode.NoContent);
        (await server.Client.WorkerAsync("sub", "callback", wake, status: HttpStatusCode.NotFound)).Code().Should()
            .Be("SUBSCRIPTION_NOT_FOUND");
        await server.Client.WebhookAsync("sub", receiver.Url, "\"streams\":[\"a\"]");
        (await server.Client.WorkerAsync("sub", "callback", wake, status: HttpStatusCode.Conflict)).Code().Should().Be("FENCED");
        await server.Client.PublishAsync("a", "two");
        var next = (await receiver.NextAsync()).Json;
        (await server.Client.WorkerAsync("sub", "callback", wake, status: HttpStatusCode.Conflict)).Code().Should().Be("FENCED");
        await server.Client.WorkerAsync("sub", "callback", next);
    }

    private static bool IsSigned(string key, string signature, byte[] signed)
    {
        var verifier = new Ed25519Signer();
        verifier.Init(forSigning: false, new Ed25519PublicKeyParameters(Base64Url.DecodeFromChars(key)));
        verifier.BlockUpdate(signed, 0, signed.Length);
        return verifier.VerifySignature(Base64Url.DecodeFromChars(signature));
    }

    private static async Task AckedBecomesAsync(TestServer server, string id, string path, string offset) => await Eventually.BecomesAsync(
        () => server.Client.GetSubscriptionAsync(id), subscription => subscription.Stream(path).Text("acked_offset") == offset);

    private static async Task StatusBecomesAsync(TestServer server, string id, string status) => await Eventually.BecomesAsync(
        () => server.Client.GetSubscriptionAsync(id), subscription => subscription.Text("status") == status);

    private static async Task FailuresBecomeAsync(TestServer server, int failures) => await Eventually.BecomesAsync(
        () => server.Get<Streaming.Server.DurableSubscriptions.Register.IDurableSubscriptionStore>()
            .FindAsync("sub", CancellationToken.None).AsTask(), subscription => subscription!.Failures == failures);

    private Task<TestServer> StartAsync(TemporaryFolder? folder = null) => TestServer.StartAsync(
        builder => builder.Services.AddSingleton<TimeProvider>(_clock), folder, SubscriptionHttp.Settings);
}
