using System.Globalization;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Http;

/// <summary>
/// Answers a refused request with problem details (RFC 9457). A request is refused if an exception is a refusal, or if Kestrel (the HTTP
/// server) rejects the request's body, or if the server has too little memory for it.
/// </summary>
internal sealed partial class RefusalHandler(
    IProblemDetailsService problems, RefusalRecorder refusals, ILogger<RefusalHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // The client has closed the connection while it sent the body, so no response can be sent. This is not an error of the server, so
        // nothing is logged.
        if (exception is ConnectionResetException)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var (status, sentence, extensions) = exception switch
        {
            RefusalException refusal => (StatusOf(refusal.Reason), refusal.Message, refusal.Extensions),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
                (StatusCodes.Status413PayloadTooLarge,
                    $"The request body is larger than the {MaxBytes(httpContext)}bytes that this endpoint accepts; send less at once.",
                    null),
            BadHttpRequestException bad => (bad.StatusCode, bad.Message, null),
            // Kestrel throws this exception if a chunk of the body announces a size that is too large for a number.
            IOException { InnerException: OverflowException } =>
                (StatusCodes.Status400BadRequest,
                    "The size of a chunk of the request body is not valid; send a chunked body as HTTP/1.1 defines it.", null),
            OutOfMemoryException => (StatusCodes.Status503ServiceUnavailable, OutOfMemory(httpContext.Request.Method), null),
            _ => (0, string.Empty, null),
        };
        if (status == 0)
            return false;
        if (exception is OutOfMemoryException)
            LogOutOfMemory(exception);

        httpContext.Response.StatusCode = status;
        if (status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests)
            httpContext.Response.Headers.RetryAfter = RetryAfter(exception);
        // The client may still be sending the rest of the body. The connection is closed, because the server would otherwise treat these
        // bytes as the next request.
        if (status == StatusCodes.Status408RequestTimeout && HttpProtocol.IsHttp11(httpContext.Request.Protocol))
            httpContext.Response.Headers.Connection = "close";
        if (exception is RefusalException refused)
            SetHeaders(httpContext, refused);
        var problem = new ProblemDetails { Status = status, Detail = sentence };
        foreach (var (name, value) in extensions ?? new Dictionary<string, object?>(StringComparer.Ordinal))
            problem.Extensions[name] = value;

        // Replaces the request header Accept. If this header excluded JSON, the response would have no body, and the client would not
        // receive the reason for the refusal.
        httpContext.Request.Headers.Accept = "application/problem+json";
        await problems.WriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem, Exception = exception });
        return true;
    }

    // A request that changes something may already be carried out when the memory runs out.
    private static string OutOfMemory(string method)
    {
        const string Problem = "The server has too little memory for this request.";
        return HttpMethods.IsGet(method) || HttpMethods.IsHead(method)
            ? $"{Problem} Try again later." : RefusalException.OutcomeUnknown(Problem, inner: null).Message;
    }

    private static string MaxBytes(HttpContext http) =>
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize is { } bytes
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes} ") : string.Empty;

    private void SetHeaders(HttpContext http, RefusalException refusal)
    {
        refusals.Record(http, refusal);
        if (refusal.Extensions?.GetValueOrDefault("acceptEncoding") is string codings)
            http.Response.Headers.AcceptEncoding = codings;
        if (Challenge(refusal) is { } challenge)
            http.Response.Headers.WWWAuthenticate = challenge;
        if (refusal.Reason == RefusalReason.UpgradeRequired)
            SetUpgrade(http);
    }

    // Sets the response headers that name the supported WebSocket version (RFC 6455, section 4.2.2). The header Upgrade does not exist in
    // HTTP/2.
    private static void SetUpgrade(HttpContext http)
    {
        http.Response.Headers.SecWebSocketVersion = WebSocketHandshake.Version;
        if (HttpProtocol.IsHttp11(http.Request.Protocol))
            (http.Response.Headers.Upgrade, http.Response.Headers.Connection) = ("websocket", "Upgrade");
    }

    private static string RetryAfter(Exception exception) =>
        Math.Max(1, Math.Ceiling((exception as RefusalException)?.RetryAfter?.TotalSeconds ?? 1)).ToString(CultureInfo.InvariantCulture);

    // Returns the value of the header WWW-Authenticate (RFC 6750, section 3). The value contains the reason why the token was refused, or
    // no reason if the request has no token. Double quotes in the reason are replaced, because they would end its text.
    private static string? Challenge(RefusalException refusal) => refusal.Reason switch
    {
        RefusalReason.Unauthorized => "Bearer",
        RefusalReason.InvalidToken =>
            "Bearer error=\"invalid_token\", " +
            $"error_description=\"{refusal.Message.Replace('"', '\'').Replace("…", "...", StringComparison.Ordinal)}\"",
        RefusalReason.Forbidden => "Bearer error=\"insufficient_scope\"",
        _ => null,
    };

    /// <summary>Returns the HTTP status code of the response for the reason of a refusal.</summary>
    public static int StatusOf(RefusalReason reason) => reason switch
    {
        RefusalReason.Invalid => StatusCodes.Status400BadRequest,
        RefusalReason.Unauthorized or RefusalReason.InvalidToken => StatusCodes.Status401Unauthorized,
        RefusalReason.Forbidden => StatusCodes.Status403Forbidden,
        RefusalReason.NotFound => StatusCodes.Status404NotFound,
        RefusalReason.NotAcceptable => StatusCodes.Status406NotAcceptable,
        RefusalReason.Conflict => StatusCodes.Status409Conflict,
        RefusalReason.TimedOut => StatusCodes.Status408RequestTimeout,
        RefusalReason.TooLarge => StatusCodes.Status413PayloadTooLarge,
        RefusalReason.UnsupportedMediaType => StatusCodes.Status415UnsupportedMediaType,
        RefusalReason.Unprocessable => StatusCodes.Status422UnprocessableEntity,
        RefusalReason.UpgradeRequired => StatusCodes.Status426UpgradeRequired,
        RefusalReason.LimitReached => StatusCodes.Status429TooManyRequests,
        RefusalReason.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    [LoggerMessage(1, LogLevel.Error, "Ran out of memory during a request.")]
    private partial void LogOutOfMemory(Exception exception);
}
