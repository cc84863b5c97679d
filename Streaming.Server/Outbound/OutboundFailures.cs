using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Streaming.Server.Outbound;

/// <summary>
/// Converts an exception of a call to another server to an <see cref="OutboundException"/>, whose message is a sentence for the user.
/// </summary>
internal static class OutboundFailures
{
    /// <summary>
    /// Returns the <see cref="OutboundException"/> for an exception that was thrown during a call to another server. Returns null if the
    /// exception has another cause than the call.
    /// </summary>
    public static OutboundException? Explain(Exception error, string host, TimeSpan timeLimit, TimeSpan connectTimeout) => error switch
    {
        HttpRequestException { InnerException: OutboundException inner } => new OutboundException(inner.Failure, inner.Message, error),
        TimeoutRejectedException =>
            new OutboundException(OutboundFailure.Timeout, $"{host} has not answered within {timeLimit.TotalSeconds:0.###} s.", error),
        OperationCanceledException { InnerException: TimeoutException } =>
            new OutboundException(OutboundFailure.Timeout,
                $"There was no connection to {host} within {connectTimeout.TotalSeconds:0.###} s.", error),
        BrokenCircuitException open =>
            new OutboundException(OutboundFailure.CircuitOpen,
            $"Calls to {host} are paused, since the last ones failed; try again later.", error)
            { RetryAfter = open.RetryAfter },
        HttpRequestException failed => new OutboundException(OutboundFailure.Connection, Sentence(failed.HttpRequestError, host), error),
        HttpIOException failed => new OutboundException(OutboundFailure.Connection, Sentence(failed.HttpRequestError, host), error),
        IOException => new OutboundException(OutboundFailure.Connection, $"The connection to {host} broke.", error),
        _ => null,
    };

    private static string Sentence(HttpRequestError error, string host) => error switch
    {
        HttpRequestError.SecureConnectionError =>
            $"There is no secure connection to {host}: its certificate is not trusted, or it does not support TLS.",
        HttpRequestError.ConnectionError => $"{host} does not accept connections.",
        HttpRequestError.ResponseEnded => $"{host} closed the connection before the response was complete.",
        HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError => $"The response of {host} is not HTTP.",
        HttpRequestError.ConfigurationLimitExceeded => $"The response headers of {host} are larger than this server reads.",
        _ => $"The connection to {host} broke.",
    };
}
