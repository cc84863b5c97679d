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
/// Creates the links in invitations to rooms. A link consists of the URL of this server's page, <c>#</c>, the room, and a token for the
/// room. Browsers never send the part after <c>#</c> to a server.
/// </summary>
internal sealed class InvitationLinks(
    IOptions<InvitationOptions> options, TokenIssuer tokens, IHostEnvironment environment, IConfiguration configuration,
    IServiceProvider services, TimeProvider time)
{
    private const int SubjectBytes = 5;

    /// <summary>Refuses invitations if the public URL of this server's page is not known.</summary>
    /// <exception cref="RefusalException">The public URL of this server's page is not known.</exception>
    public void RequirePublicUrl()
    {
        if (PublicUrl() is null)
            throw new RefusalException(
                RefusalReason.Unavailable,
                "The public URL of this server's page is not known; set Invitations:PublicUrl, such as https://live.example.com.");
    }

    /// <summary>
    /// Creates a link to a room for one person. Returns the link and the expiry time of its token (UTC); the time is null if the link has
    /// no token.
    /// </summary>
    /// <exception cref="JobFailedException">The public URL of this server's page is not known.</exception>
    public (string Link, DateTimeOffset? Expires) Create(TopicName topic, string room)
    {
        var address = PublicUrl()
            ?? throw new JobFailedException("Invitations:PublicUrl is not set for this process; set it for workers as for the server.");
        var link = $"{address}/#room={Uri.EscapeDataString(room)}";
        if (!tokens.CanIssue)
            return (link, null);
        var expires = time.GetUtcNow() + options.Value.TokenLifetime;
        // Each guest's token has a random subject, so that the limits per subject apply to each guest separately. The subject is also the
        // guest's name in the room, and does not reveal an e-mail address.
        var subject = "guest-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SubjectBytes));
        return ($"{link}&token={tokens.Issue(subject, topic, expires)}", expires);
    }

    private string? PublicUrl()
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
