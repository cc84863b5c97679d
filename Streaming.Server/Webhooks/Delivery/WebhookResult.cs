using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Webhooks.Delivery;

/// <summary>What a job of type <c>webhook</c> has done.</summary>
internal sealed record WebhookResult(long Messages, int Requests);
