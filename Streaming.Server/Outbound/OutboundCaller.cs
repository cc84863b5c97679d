using Microsoft.Extensions.Options;

namespace Streaming.Server.Outbound;

/// <summary>
/// Sends a request to another server. First acquires a permit, because the number of concurrent calls is limited. The request then passes
/// through several steps: the circuit breakers of the host, the time limit, the handling of redirects, and the connection to a checked IP
/// address.
/// </summary>
internal sealed class OutboundCaller(
    IHttpClientFactory clients, OutboundUrls urls, OutboundThrottle throttle, OutboundMetrics metrics, IOptions<OutboundOptions> options,
    TimeProvider time)
    : IOutboundCaller
{
    public const string Client = "Streaming.Outbound";

    private static readonly TimeSpan s_maxTimeout = TimeSpan.FromMinutes(10);

    // This HTTP client is used until the process ends. Its connections are renewed every 5 minutes.
    private readonly HttpClient _client = clients.CreateClient(Client);
    private readonly OutboundOptions _options = options.Value;

    public async Task<OutboundResponse> SendAsync(OutboundRequest request, CancellationToken cancellation)
    {
        using var trace = OutboundTrace.Start(request);
        try
        {
            if (urls.Problem(request.Url) is var (failure, problem))
                throw new OutboundException(failure, $"The URL is refused: {problem}");
            using var permit = await throttle.AcquireAsync(request.Url, request.MaxWait ?? _options.MaxWait, cancellation);
            var response = await CallAsync(request, permit, cancellation);
            OutboundTrace.SetStatus(trace, response.Status);
            return response;
        }
        catch (OutboundException e)
        {
            OutboundTrace.SetFailed(trace, e);
            metrics.Failed(e.Failure, e.Duration);
            throw;
        }
    }

    private async Task<OutboundResponse> CallAsync(OutboundRequest request, OutboundPermit permit, CancellationToken cancellation)
    {
        var call = new OutboundCall(
            permit.Host, request, TimeLimit(request), Math.Min(request.MaxResponseBytes ?? int.MaxValue, _options.MaxResponseBytes));
        using var message = HttpMessageMapper.ToHttpRequest(request);
        call.SetOn(message);
        message.Headers.ConnectionClose = permit.KeepsConnection ? null : true;
        var started = time.GetTimestamp();
        try
        {
            using var response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
            var result = HttpMessageMapper.ToResponse(response, call, time.GetElapsedTime(started));
            metrics.Responded(result.Status, result.Duration);
            return result;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            if ((e as OutboundException
                ?? OutboundFailures.Explain(e, permit.Host.Name, call.TimeLimit, _options.ConnectTimeout)) is not { } failure)
                throw;
            failure.Duration = failure.IsNotCalled ? null : time.GetElapsedTime(started);
            if (failure == e)
                throw;
            throw failure;
        }
    }

    private TimeSpan TimeLimit(OutboundRequest request) =>
        request.Timeout is not { } given ? _options.Timeout
        : given > TimeSpan.Zero && given <= s_maxTimeout ? given
        : throw new ArgumentOutOfRangeException(nameof(request), given, "Give a time limit above zero and at most 10 minutes.");
}
