namespace Streaming.Server.Access.Tokens;

/// <summary>A key that signs tokens.</summary>
public sealed class AccessKey
{
    /// <summary>The token's <c>kid</c>; empty for tokens without one.</summary>
    public string Id { get; set; } = string.Empty;

    /// <summary>The secret, in base64: at least 32 bytes; HS384 needs 48, HS512 64.</summary>
    public string Secret { get; set; } = string.Empty;
}
