using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>The result of a job of type <c>webhook</c>: the numbers of messages and requests that the receiver has accepted.</summary>
internal sealed record WebhookResult(long Messages, int Requests);
