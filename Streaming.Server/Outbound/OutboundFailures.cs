using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Streaming.Server.Outbound;

/// <summary>Converts exceptions of a call to <see cref="OutboundException"/>.</summary>
internal static class OutboundFailures
{
    /// <summary>The failure; null for an exception that is one already, or does not come from the call.</summary>
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
            $"{host} is left alone for a while, as its last calls failed; try again later.", error)
            { RetryAfter = open.RetryAfter },
        HttpRequestException failed => new OutboundException(OutboundFailure.Connection, Sentence(failed.HttpRequestError, host), error),
        HttpIOException failed => new OutboundException(OutboundFailure.Connection, Sentence(failed.HttpRequestError, host), error),
        IOException => new OutboundException(OutboundFailure.Connection, $"The connection to {host} broke.", error),
        _ => null,
    };

    private static string Sentence(HttpRequestError error, string host) => error switch
    {
        HttpRequestError.SecureConnectionError =>
            $"There is no secure connection to {host}: its certificate is not trusted, or it speaks no TLS.",
        HttpRequestError.ConnectionError => $"{host} takes no connection.",
        HttpRequestError.ResponseEnded => $"{host} closed the connection before the answer was complete.",
        HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError => $"What {host} answered is not HTTP.",
        HttpRequestError.ConfigurationLimitExceeded => $"The headers of {host}'s answer are larger than is read.",
        _ => $"The connection to {host} broke.",
    };
}
