using System.Net;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Outbound;

/// <summary>
/// Follows a redirect of a called server only to the same host: the same scheme, name and port, or https in place of http. A redirect to
/// another host is refused, because the user who chose the URL did not choose that host. A request with another method than GET or HEAD is
/// only repeated unchanged (status 307 or 308), and never changed to a GET.
/// </summary>
internal sealed class RedirectHandler(OutboundUrls urls, IOptions<OutboundOptions> options) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (!OutboundCall.Of(request).FollowsRedirects || !IsRedirect(response))
                return response;
            using (response)
                request.RequestUri = TargetOf(request, response, redirects);
        }
    }

    private static bool IsRedirect(HttpResponseMessage response) => response.Headers.Location is not null
        && response.StatusCode is (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect);

    private Uri TargetOf(HttpRequestMessage request, HttpResponseMessage response, int redirects)
    {
        var status = (int)response.StatusCode;
        if (!Uri.TryCreate(request.RequestUri, response.Headers.Location, out var target))
            throw Refused($"The server redirects ({status}) to an address that is not a URL.");
        if (!IsSameHost(request.RequestUri!, target))
            throw Refused($"The server redirects ({status}) to another host, {target.GetLeftPart(UriPartial.Authority)}; the call " +
                "follows redirects to the same host only. Call the other host directly.");
        if (urls.Problem(target) is var (_, problem))
            throw Refused($"The server redirects ({status}) to a URL that is refused: {problem}");
        if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head && status is not (307 or 308))
            throw Refused($"The server redirects ({status}) in a way that would change {request.Method} to GET; call " +
                $"{target.GetLeftPart(UriPartial.Path)} directly.");
        if (redirects == options.Value.MaxRedirects)
            throw Refused($"The server redirects more than the {options.Value.MaxRedirects} times that a call follows " +
                "(Outbound:MaxRedirects).");
        return target;
    }

    private static bool IsSameHost(Uri from, Uri to) =>
        string.Equals(from.IdnHost, to.IdnHost, StringComparison.OrdinalIgnoreCase)
        && ((from.Scheme == to.Scheme && from.Port == to.Port)
            || (from is { Scheme: "http", IsDefaultPort: true } && to is { Scheme: "https", IsDefaultPort: true }));

    private static OutboundException Refused(string sentence) => new(OutboundFailure.Redirect, sentence);
}
