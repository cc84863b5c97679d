using System.Globalization;
using System.Net;
using System.Security.Claims;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Access.Tokens;

/// <summary>
/// Reads a caller from claims: <c>sub</c>, <c>name</c>, <c>exp</c>, and <c>publish</c>, <c>subscribe</c>, <c>admin</c> as lists of topic
/// patterns.
/// </summary>
internal static class CallerClaims
{
    private static readonly char[] s_separators = [' ', ','];

    /// <summary>The caller of a principal; anonymous if the principal is not authenticated.</summary>
    /// <param name="user">The principal.</param>
    /// <param name="address">The address for limits per address.</param>
    /// <param name="tokenKey">The identifier of the token; null to derive it from the subject.</param>
    public static Caller Read(ClaimsPrincipal user, IPAddress? address, string? tokenKey = null)
    {
        if (user.Identity?.IsAuthenticated != true)
            return Caller.Anonymous;
        var named = user.FindFirst("sub") ?? user.FindFirst(ClaimTypes.NameIdentifier);
        var subject = named?.Value;
        return new Caller
        {
            Subject = subject,
            Issuer = named?.Issuer,
            Identity = IdentityOf(named?.Issuer, subject),
            Name = NameOf(user) ?? Shown(subject),
            ExpiresAt = Expiry(user.FindFirst("exp")?.Value),
            Publish = Patterns(user, "publish"),
            Subscribe = Patterns(user, "subscribe"),
            Admin = Patterns(user, "admin"),
            TokenKey = tokenKey ?? $"subject {subject}",
            Address = address,
        };
    }

    // An escaped issuer has no space, so that no two pairs give the same text.
    private static string? IdentityOf(string? issuer, string? subject) =>
        string.IsNullOrEmpty(subject) ? null : $"{Uri.EscapeDataString(issuer ?? string.Empty)} {subject}";

    // A JSON list becomes several claims. A text with several patterns is a list too, since common tools give a claim one value.
    private static string[] Patterns(ClaimsPrincipal user, string claim) =>
        [.. user.FindAll(claim).SelectMany(found => found.Value.Split(s_separators, StringSplitOptions.RemoveEmptyEntries))
            .Where(TopicPattern.IsValid)];

    // A caller must not appear under another name without an error.
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
                $"The token's claim 'name' cannot be shown to readers. {e.Message} Get a token with another name, or with none.", e);
        }
    }

    private static string? Shown(string? name)
    {
        try
        {
            return SenderName.Check(name);
        }
        catch (RefusalException)
        {
            // A subject is an identifier and need not be displayable.
            return null;
        }
    }

    private static DateTimeOffset Expiry(string? seconds) =>
        long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var unix)
            && unix < DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(unix)
            : DateTimeOffset.MaxValue;
}
