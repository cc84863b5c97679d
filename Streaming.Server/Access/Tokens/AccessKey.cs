namespace Streaming.Server.Access.Tokens;

/// <summary>A secret key with which tokens are signed.</summary>
public sealed class AccessKey
{
    /// <summary>The key's id: tokens name it in their header <c>kid</c>. Empty for the key of tokens that name none.</summary>
    public string Id { get; set; } = string.Empty;

    /// <summary>The secret, in base64. It has at least 32 bytes; HS384 needs 48 bytes, HS512 needs 64.</summary>
    public string Secret { get; set; } = string.Empty;
}
