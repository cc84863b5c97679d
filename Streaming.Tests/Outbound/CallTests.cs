using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Streaming.Server.Outbound;
using Streaming.Tests.Support;

namespace Streaming.Tests.Outbound;

/// <summary>Tests one outbound call: its request, its response, and the failures of a call without a response.</summary>
public sealed class CallTests
{
    [Fact]
    public async Task A_call_sends_its_request_and_returns_the_response()
    {
        await using var other = await OtherServer.StartAsync(async http =>
        {
            using var body = new StreamReader(http.Request.Body);
            http.Response.StatusCode = StatusCodes.Status418ImATeapot;
            http.Response.Headers.RetryAfter = "120";
            http.Response.ContentType = "text/plain; charset=utf-8";
            var headers = http.Request.Headers;
            await http.Response.WriteAsync(
                $"{headers["X-Sign"]} {headers.ContentType} {headers.UserAgent} {headers.ContainsKey("traceparent")} " +
                $"{await body.ReadToEndAsync()}");
        });
        await using var calling = new Calling();
        using var trace = new System.Diagnostics.Activity("mine").Start();

        var answer = await calling.SendAsync(new OutboundRequest
        {
            Url = other.At("/hook"),
            Method = HttpMethod.Post,
            Headers = new Dictionary<string, string> { ["X-Sign"] = "signed" },
            Body = "{}"u8.ToArray(),
            ContentType = "application/json",
        });

        answer.Status.Should().Be(418);
        answer.IsSuccess.Should().BeFalse();
        answer.IsTruncated.Should().BeFalse();
        answer.Headers["content-type"].Should().Be("text/plain; charset=utf-8");
        answer.RetryAfter(calling.Time.GetUtcNow()).Should().Be(TimeSpan.FromMinutes(2));
        Encoding.UTF8.GetString(answer.Body.Span).Should()
            .StartWith("signed application/json Streaming/").And.EndWith(" False {}", "the server's own trace is nobody else's business");
        other.Calls.Should().Equal("POST /hook");
    }

    [Theory]
    [InlineData("120", 120.0)]
    [InlineData(" 0 ", 0.0)]
    [InlineData("2147483648", 2_147_483_648.0)]
    [InlineData("Sun, 01 Mar 2026 12:01:00 GMT", 60.0)]
    [InlineData("Sun, 01 Mar 2020 12:01:00 GMT", 0.0)]
    [InlineData("-5", null)]
    [InlineData("soon", null)]
    [InlineData("1.5", null)]
    [InlineData("", null)]
    public void Retry_After_is_read_as_seconds_or_a_date(string text, double? seconds)
    {
        var answer = new OutboundResponse
        {
            Status = 503,
            Headers = new Dictionary<string, string> { ["Retry-After"] = text },
            Body = default,
            IsTruncated = false,
            Duration = default
        };
        answer.RetryAfter(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero))?.TotalSeconds.Should().Be(seconds);
    }

    [Theory]
    [InlineData("99999999999999")]
    [InlineData("9999999999999999999999999")]
    public void A_Retry_After_that_overflows_becomes_the_longest_time(string text)
    {
        var answer = new OutboundResponse
        {
            Status = 503,
            Headers = new Dictionary<string, string> { ["Retry-After"] = text },
            Body = default,
            IsTruncated = false,
            Duration = default
        };
        answer.RetryAfter(default).Should().Be(TimeSpan.MaxValue);
    }

    [Theory]
    [InlineData("Host")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Content-Length")]
    [InlineData("X-Split\r\nInjected")]
    public async Task Headers_about_the_host_or_the_length_of_a_body_are_not_sent(string name)
    {
        await using var calling = new Calling();
        var request = new OutboundRequest
        {
            Url = new Uri("http://127.0.0.1:9/"),
            Headers = new Dictionary<string, string> { [name] = "1" }
        };
        await FluentActions.Awaiting(() => calling.SendAsync(request)).Should().ThrowAsync<ArgumentException>();
        var value = request with { Headers = new Dictionary<string, string> { ["X-Split"] = "a\r\nInjected: b" } };
        await FluentActions.Awaiting(() => calling.SendAsync(value)).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task A_body_of_any_length_is_read_up_to_the_limit()
    {
        await using var other = await OtherServer.StartAsync(async http =>
        {
            var chunk = new byte[16 << 10];
            while (!http.RequestAborted.IsCancellationRequested)
                await http.Response.Body.WriteAsync(chunk, http.RequestAborted);
        });
        await using var calling = new Calling(("Outbound:MaxResponseBytes", "100000"));
        var own = await calling.SendAsync(new OutboundRequest { Url = other.At("/"), MaxResponseBytes = 10 });
        (own.Body.Length, own.IsTruncated).Should().Be((10, true));
        var all = await calling.SendAsync(new OutboundRequest { Url = other.At("/"), MaxResponseBytes = int.MaxValue });
        (all.Body.Length, all.IsTruncated).Should().Be((100_000, true));
        var none = await calling.SendAsync(new OutboundRequest { Url = other.At("/"), MaxResponseBytes = 0 });
        (none.Body.Length, none.IsTruncated).Should().Be((0, true));
    }

    [Fact]
    public async Task A_body_of_exactly_the_limit_is_complete()
    {
        await using var other = await OtherServer.StartAsync(http => http.Response.WriteAsync("12345"));
        await using var calling = new Calling();
        var answer = await calling.SendAsync(new OutboundRequest { Url = other.At("/"), MaxResponseBytes = 5 });
        (answer.Body.Length, answer.IsTruncated).Should().Be((5, false));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_ends_at_its_time_limit_before_or_during_the_response(bool inTheMiddle)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var other = await OtherServer.StartAsync(async http =>
        {
            http.RequestAborted.UnsafeRegister(_ => aborted.TrySetResult(), null);
            if (inTheMiddle)
                await http.Response.StartAsync();
            reached.TrySetResult();
            await aborted.Task.OrTimeout();
        });
        await using var calling = new Calling();
        var call = calling.SendAsync(new OutboundRequest { Url = other.At("/"), Timeout = TimeSpan.FromSeconds(7) });
        await reached.Task.OrTimeout();
        call.IsCompleted.Should().BeFalse();

        calling.Time.Advance(TimeSpan.FromSeconds(8));

        var failure = (await FluentActions.Awaiting(() => call).Should().ThrowAsync<OutboundException>()).Which;
        failure.Failure.Should().Be(OutboundFailure.Timeout);
        failure.Message.Should().Contain("7 s");
        failure.Duration.Should().Be(TimeSpan.FromSeconds(8));
        await aborted.Task.OrTimeout();
    }

    [Fact]
    public async Task A_call_that_its_caller_cancels_throws_without_a_failure_reason()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var other = await OtherServer.StartAsync(async http =>
        {
            reached.TrySetResult();
            await http.RequestAborted.UntilCancelledAsync().ContinueWith(_ => { }, TaskScheduler.Default);
        });
        await using var calling = new Calling();
        using var gaveUp = new CancellationTokenSource();
        var call = calling.SendAsync(new OutboundRequest { Url = other.At("/") }, gaveUp.Token);
        await reached.Task.OrTimeout();
        await gaveUp.CancelAsync();
        await FluentActions.Awaiting(() => call).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_refused_connection_and_a_response_that_is_not_HTTP_are_different_failures()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        await using var calling = new Calling();
        var call = calling.FailAsync(new Uri($"http://127.0.0.1:{port}/"));
        using (var connection = await silent.AcceptTcpClientAsync().OrTimeout())
            await connection.GetStream().WriteAsync("220 mail.example ESMTP\r\n"u8.ToArray());
        (await call).Failure.Should().Be(OutboundFailure.Connection);

        var tls = calling.FailAsync(new Uri($"https://127.0.0.1:{port}/"));
        using (var connection = await silent.AcceptTcpClientAsync().OrTimeout())
            await connection.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        var insecure = await tls;
        insecure.Failure.Should().Be(OutboundFailure.Connection);
        insecure.Message.Should().Contain("TLS");

        silent.Stop();
        (await calling.FailAsync(new Uri($"http://127.0.0.1:{port}/"))).Message.Should().Contain("does not accept connections");
    }

    [Theory]
    [InlineData("GET", 301, "GET /there")]
    [InlineData("HEAD", 302, "HEAD /there")]
    [InlineData("POST", 307, "POST /there")]
    [InlineData("POST", 308, "POST /there")]
    public async Task A_redirect_to_the_same_host_is_followed_with_the_same_method(string method, int status, string followed)
    {
        await using var other = await RedirectingAsync(status);
        await using var calling = new Calling();
        var answer = await calling.SendAsync(
            new OutboundRequest
            {
                Url = other.At("/"),
                Method = new HttpMethod(method),
                Body = method == "POST" ? "x"u8.ToArray()
            : default
            });
        answer.Status.Should().Be(200);
        other.Calls.Should().Equal($"{method} /", followed);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    public async Task A_redirected_POST_does_not_become_a_GET(int status)
    {
        await using var other = await RedirectingAsync(status);
        await using var calling = new Calling();
        var failure = await calling.FailAsync(
            new OutboundRequest { Url = other.At("/"), Method = HttpMethod.Post, Body = "x"u8.ToArray() });
        failure.Failure.Should().Be(OutboundFailure.Redirect);
        other.Calls.Should().Equal("POST /");
    }

    [Fact]
    public async Task The_number_of_redirects_is_limited()
    {
        await using var other = await OtherServer.StartAsync(http =>
        {
            http.Response.Redirect("/again");
            return Task.CompletedTask;
        });
        await using var calling = new Calling(("Outbound:MaxRedirects", "2"));
        (await calling.FailAsync(other.At("/"))).Failure.Should().Be(OutboundFailure.Redirect);
        other.Calls.Should().HaveCount(3);
    }

    [Theory]
    [InlineData("Outbound:MaxCalls", "0")]
    [InlineData("Outbound:MaxCallsPerHost", "65")]
    [InlineData("Outbound:AllowedNetworks:0", "10.0.0.0/33")]
    [InlineData("Outbound:AllowedNetworks:0", "somewhere")]
    [InlineData("Outbound:Breaker:FailureRatio", "0")]
    [InlineData("Outbound:MaxRedirect", "1")]
    public async Task A_wrong_setting_is_named(string key, string value)
    {
        var start = async () => await TestServer.StartAsync((key, value));
        (await start.Should().ThrowAsync<Exception>()).Which.Message.Should().Contain(key.Split(':')[1]);
    }

    private static Task<OtherServer> RedirectingAsync(int status) => OtherServer.StartAsync(http =>
    {
        if (http.Request.Path != "/there")
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = "/there";
        }

        return Task.CompletedTask;
    });
}
