namespace Streaming.Server.Access.Tokens;

/// <summary>A secret key with which tokens are signed.</summary>
public sealed class AccessKey
{
    /// <summary>
    /// The id of the secret key, which tokens contain in their header <c>kid</c>. Leave the id empty for the key of tokens without this
    /// header.
    /// </summary>
    public string Id { get; set; } = string.Empty;

    /// <summary>The secret key in base64, of at least 32 bytes. The algorithm HS384 needs 48 bytes, and HS512 needs 64.</summary>
    public string Secret { get; set; } = string.Empty;
}
