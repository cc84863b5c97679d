namespace Streaming.Server.Commands.Tokens;

/// <summary>The content of a token to sign.</summary>
/// <param name="Subject">The claim <c>sub</c>.</param>
/// <param name="Name">The claim <c>name</c>; null for none.</param>
/// <param name="Permissions">The claims <c>publish</c>, <c>subscribe</c> and <c>admin</c> with their patterns.</param>
/// <param name="Lifetime">The time until the token expires.</param>
internal sealed record TokenRequest(string Subject, string? Name, Dictionary<string, string[]> Permissions, TimeSpan Lifetime)
{
    /// <summary>The claim <c>iss</c>; null for the default of the configuration.</summary>
    public string? Issuer { get; init; }

    /// <summary>The claim <c>aud</c>; null for the default of the configuration.</summary>
    public string? Audience { get; init; }

    /// <summary>The id of the configured key to sign with; null for the first key.</summary>
    public string? KeyId { get; init; }

    /// <summary>The signature algorithm; null for the first one that the configuration allows.</summary>
    public string? Algorithm { get; init; }
}
