using System.Diagnostics;
using Streaming.Server.Core.Diagnostics;

namespace Streaming.Server.Outbound;

/// <summary>
/// Creates the activity (span of a trace) of a call to another server. The names of its tags follow the conventions of OpenTelemetry for
/// HTTP. The path and the query of the URL are left out, because they may contain secrets.
/// </summary>
internal static class OutboundTrace
{
    private const int FirstErrorStatus = 400;

    /// <summary>Starts the activity of a call to another server. Returns null if no tracing system records it.</summary>
    public static Activity? Start(OutboundRequest request) => StreamingActivities.StartWithin(request.Method.Method, ActivityKind.Client)
        ?.SetTag("http.request.method", request.Method.Method).SetTag("url.scheme", request.Url.Scheme)
        .SetTag("server.address", request.Url.IdnHost).SetTag("server.port", request.Url.Port);

    /// <summary>Records the HTTP status of the response. A status of 400 or higher counts as an error of the call.</summary>
    public static void SetStatus(Activity? activity, int status)
    {
        activity?.SetTag("http.response.status_code", status);
        if (status >= FirstErrorStatus)
            activity?.SetTag("error.type", status.ToString(System.Globalization.CultureInfo.InvariantCulture))
                .SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>Records the reason why a call to another server has received no response.</summary>
    public static void SetFailed(Activity? activity, OutboundException failure) =>
        activity?.SetTag("error.type", failure.Failure.ToString()).SetStatus(ActivityStatusCode.Error, failure.Message);
}
