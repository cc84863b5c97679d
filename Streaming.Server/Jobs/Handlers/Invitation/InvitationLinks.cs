using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Origins;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Core.Messages;
using Streaming.Server.Jobs.Worker;

namespace Streaming.Server.Jobs.Handlers.Invitation;

/// <summary>
/// Makes the links of invitations: the page, and behind the <c>#</c>, which no browser sends to any server, the room and its token.
/// </summary>
internal sealed class InvitationLinks(
    IOptions<InvitationOptions> options, TokenIssuer tokens, IHostEnvironment environment, IConfiguration configuration,
    IServiceProvider services, TimeProvider time)
{
    private const int SubjectBytes = 5;

    /// <summary>Refuses to invite where links would lead nowhere.</summary>
    /// <exception cref="RefusalException">They would.</exception>
    public void DemandBase()
    {
        if (Base() is null)
            throw new RefusalException(
                RefusalReason.Unavailable,
                "This server does not know where its page is for others: set Invitations:PublicUrl, such as https://live.example.com.");
    }

    /// <summary>A link for one person, and until when its token lets them in; null where the link has none.</summary>
    /// <exception cref="JobFailedException">It is not known where the page is.</exception>
    public (string Link, DateTimeOffset? Expires) Make(TopicName topic, string room)
    {
        var address = Base()
            ?? throw new JobFailedException("Invitations:PublicUrl is not set for this process; set it for workers as for the server.");
        var link = $"{address}/#room={Uri.EscapeDataString(room)}";
        if (!tokens.CanIssue)
            return (link, null);
        var expires = time.GetUtcNow() + options.Value.TokenLifetime;
        // A subject of their own: limits count for each guest, and a name in the room tells nobody's address.
        var subject = "guest-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SubjectBytes));
        return ($"{link}&token={tokens.Issue(subject, topic, expires)}", expires);
    }

    private string? Base()
    {
        if (options.Value.PublicUrl is { } url)
            return url.TrimEnd('/');
        var own = environment.IsDevelopment()
            ? services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() : null;
        return own is null ? null
            : own.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal)
            .TrimEnd('/') + PublicPath.Configured(configuration);
    }
}
