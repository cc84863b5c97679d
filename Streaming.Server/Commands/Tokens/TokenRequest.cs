namespace Streaming.Server.Commands.Tokens;

/// <summary>Describes the content of a token that is to be signed.</summary>
/// <param name="Subject">The subject of the token (claim <c>sub</c>).</param>
/// <param name="Name">The name in the token (claim <c>name</c>); null for none.</param>
/// <param name="Permissions">
/// The permissions in the token: the claims <c>publish</c>, <c>subscribe</c> and <c>admin</c>, each with its topic patterns.
/// </param>
/// <param name="Lifetime">The time until the token expires.</param>
internal sealed record TokenRequest(string Subject, string? Name, Dictionary<string, string[]> Permissions, TimeSpan Lifetime)
{
    /// <summary>The issuer of the token (claim <c>iss</c>); null for the first issuer that the configuration allows.</summary>
    public string? Issuer { get; init; }

    /// <summary>The audience of the token (claim <c>aud</c>); null for the first audience that the configuration allows.</summary>
    public string? Audience { get; init; }

    /// <summary>The id of the configured key with which the token is signed; null for the first key.</summary>
    public string? KeyId { get; init; }

    /// <summary>The signature algorithm of the token; null for the first algorithm that the configuration allows.</summary>
    public string? Algorithm { get; init; }
}
