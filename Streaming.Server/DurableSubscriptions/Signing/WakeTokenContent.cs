namespace Streaming.Server.DurableSubscriptions.Signing;

/// <summary>The content of the token that a worker receives with a wake (a notice of new messages).</summary>
/// <param name="Sub">The id of the subscription.</param>
/// <param name="Generation">The generation (number) of the wake (the notice of new messages).</param>
/// <param name="Exp">The expiry time, in seconds since 1970.</param>
/// <param name="Jti">The id of the wake (the notice of new messages).</param>
internal sealed record WakeTokenContent(string Sub, long Generation, long Exp, string Jti);
