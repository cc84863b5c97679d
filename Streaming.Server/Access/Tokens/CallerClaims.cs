using System.Globalization;
using System.Net;
using System.Security.Claims;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Tokens;

/// <summary>
/// Creates a caller (the identity and the permissions of a request's sender) from the claims of a token: <c>sub</c>, <c>name</c>,
/// <c>exp</c>, and <c>publish</c>, <c>subscribe</c> and <c>admin</c>, which are lists of topic patterns.
/// </summary>
internal static class CallerClaims
{
    private static readonly char[] s_separators = [' ', ','];

    /// <summary>Returns the caller that has the claims of a principal; an anonymous caller if the principal is not authenticated.</summary>
    /// <param name="user">The principal whose claims are read.</param>
    /// <param name="address">The client's IP address, for the limits per client address; null if those limits do not count the
    /// client.</param>
    /// <param name="tokenKey">A text that identifies the token without revealing it; null to identify the token by its subject.</param>
    public static Caller Read(ClaimsPrincipal user, IPAddress? address, string? tokenKey = null)
    {
        if (user.Identity?.IsAuthenticated != true)
            return Caller.Anonymous;
        var named = SubjectOf(user);
        var subject = named?.Value;
        return new Caller
        {
            Subject = subject,
            Issuer = named?.Issuer,
            Identity = IdentityOf(named?.Issuer, subject),
            Name = NameOf(user) ?? Displayable(subject),
            ExpiresAt = Expiry(user.FindFirst("exp")?.Value),
            Publish = Patterns(user, "publish"),
            Subscribe = Patterns(user, "subscribe"),
            Admin = Patterns(user, "admin"),
            IsGuest = user.HasClaim(claim => claim.Type == TokenIssuer.GuestClaim),
            TokenKey = tokenKey ?? $"subject {subject}",
            Address = address,
        };
    }

    /// <summary>Returns the claim with the subject of a principal; null if it has none.</summary>
    public static Claim? SubjectOf(ClaimsPrincipal user) => user.FindFirst("sub") ?? user.FindFirst(ClaimTypes.NameIdentifier);

    // Joins issuer and subject to one text, with a space between them. The escaped issuer contains no space, so two different pairs never
    // result in the same text.
    private static string? IdentityOf(string? issuer, string? subject) =>
        string.IsNullOrEmpty(subject) ? null : $"{Uri.EscapeDataString(issuer ?? string.Empty)} {subject}";

    // Reads the topic patterns of a claim. A JSON list becomes several claims of the same name. A single text may contain several patterns
    // and is split, because many tools can give a claim only one value.
    private static string[] Patterns(ClaimsPrincipal user, string claim) =>
        [.. user.FindAll(claim).SelectMany(found => found.Value.Split(s_separators, StringSplitOptions.RemoveEmptyEntries))
            .Where(TopicPattern.IsValid)];

    // Returns the name of the caller. A name with characters that cannot be displayed is refused and not changed, because a caller must not
    // get another name without an error.
    private static string? NameOf(ClaimsPrincipal user)
    {
        var name = user.FindFirst("name")?.Value is { Length: > 0 } claim ? claim : user.Identity!.Name;
        try
        {
            return string.IsNullOrWhiteSpace(name) ? null : SenderName.Check(name);
        }
        catch (RefusalException e)
        {
            throw new RefusalException(
                RefusalReason.InvalidToken,
                $"The token's claim 'name' cannot be displayed. {e.Message} Get a token with another name, or with none.", e);
        }
    }

    private static string? Displayable(string? name)
    {
        try
        {
            return SenderName.Check(name);
        }
        catch (RefusalException)
        {
            // The subject serves as a name only if it can be displayed. A subject, unlike a name, may contain characters that cannot be
            // displayed. The caller then has no name.
            return null;
        }
    }

    private static DateTimeOffset Expiry(string? seconds) =>
        long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var unix)
            && unix < DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(unix)
            : DateTimeOffset.MaxValue;
}
