namespace Streaming.Stress.Clients;

/// <summary>An HTTP response that was received completely.</summary>
internal sealed record HttpAnswer(int Status, string Body);
