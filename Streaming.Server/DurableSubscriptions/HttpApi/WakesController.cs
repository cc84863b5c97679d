using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.DurableSubscriptions.Register;
using Streaming.Server.DurableSubscriptions.Signing;
using Streaming.Server.DurableSubscriptions.Wakes;
using Streaming.Server.Http;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>
/// Handles the HTTP requests of workers that a wake (a notice of new messages) has woken. To claim a wake, a worker needs the permission to
/// read all streams of the subscription. The other requests need the token of the wake, which this class checks: the server's other
/// endpoints do not accept this token.
/// </summary>
[ApiController]
[ChecksQueryNames]
[ProtocolErrors]
internal sealed class WakesController(
    WakeClaims claims, SubscriptionManager subscriptions, AccessControl access, SubscriptionKeyStore keys) : ControllerBase
{
    private const string Path = SubscriptionUrls.Root + "/subscriptions/{id}/";
    private const string Shape =
        "{\"wake_id\": \"w_…\", \"generation\": 7, \"acks\": [{\"stream\": \"events/a\", \"offset\": \"…\"}], \"done\": true}";

    private const int MaxWorker = 200;

    /// <summary>
    /// Claims the current wake (notice of new messages) of a subscription of the type pull-wake for a worker: <c>{"worker":"worker-1"}</c>.
    /// </summary>
    [HttpPost(Path + "claim")]
    [AuthorizesInAction]
    [RawBody]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    public async Task<ClaimView> Claim(string id, CancellationToken cancellationToken)
    {
        await AuthorizeAsync(SubscriptionParser.CheckId(id), cancellationToken);
        var request = await SubscriptionBody.ReadAsync<ClaimRequest>(Request, "{\"worker\": \"worker-1\"}", cancellationToken);
        return request.Worker is { Length: > 0 and <= MaxWorker } worker ? await claims.ClaimAsync(id, worker, cancellationToken)
            : throw SubscriptionRefusal.Invalid($"The worker is missing or too long; give a name of 1 to {MaxWorker} characters.");
    }

    /// <summary>
    /// Acknowledges messages of streams of a subscription of the type pull-wake. With <c>"done":true</c> the wake (the notice of new
    /// messages) ends; otherwise its lease (the worker's right to process the messages alone) is extended.
    /// </summary>
    [HttpPost(Path + "ack")]
    [AuthorizesInAction(ChecksToken = false)]
    [RawBody]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    public async Task<AckView> Ack(string id, CancellationToken cancellationToken) =>
        await claims.AcknowledgeAsync(
            id, SubscriptionKind.PullWake, Token(), await BodyAsync(cancellationToken), cancellationToken);

    /// <summary>
    /// Acknowledges messages of streams of a subscription with a webhook. With <c>"done":true</c> the wake (the notice of new messages)
    /// ends; otherwise its lease (the worker's right to process the messages alone) is extended.
    /// </summary>
    [HttpPost(Path + "callback")]
    [AuthorizesInAction(ChecksToken = false)]
    [RawBody]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    public async Task<AckView> Callback(string id, CancellationToken cancellationToken) =>
        await claims.AcknowledgeAsync(
            id, SubscriptionKind.Webhook, Token(), await BodyAsync(cancellationToken), cancellationToken);

    /// <summary>
    /// Ends a wake (a notice of new messages) of a subscription of the type pull-wake without an acknowledgement, so that another worker
    /// can claim the next wake.
    /// </summary>
    [HttpPost(Path + "release")]
    [AuthorizesInAction(ChecksToken = false)]
    [RawBody]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    public async Task<IActionResult> Release(string id, CancellationToken cancellationToken)
    {
        await claims.ReleaseAsync(id, Token(), await BodyAsync(cancellationToken), cancellationToken);
        return NoContent();
    }

    /// <summary>Returns the public keys with which receivers verify the signatures of requests to webhooks.</summary>
    [HttpGet(SubscriptionUrls.Root + "/jwks.json")]
    [OpenEndpoint]
    [ProducesResponseType<KeySetView>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Keys(CancellationToken cancellationToken)
    {
        var current = await keys.GetAsync(cancellationToken);
        Response.Headers.CacheControl = "public, max-age=300";
        return new JsonResult(new KeySetView([new KeyView(current.KeyId, current.PublicKey)])) { ContentType = "application/jwk-set+json" };
    }

    private string? Token() => AccessMiddleware.HeaderToken(HttpContext);

    private ValueTask<AckRequest> BodyAsync(CancellationToken cancellationToken) =>
        SubscriptionBody.ReadAsync<AckRequest>(Request, Shape, cancellationToken);

    // A caller that may not read the streams always receives the same refusal. So it cannot find out whether the subscription exists.
    private async Task AuthorizeAsync(string id, CancellationToken cancellationToken)
    {
        var caller = CallerResolver.Of(HttpContext);
        if (caller.IsOpen)
            return;
        var subscription = await subscriptions.FindAsync(id, cancellationToken);
        if (subscription is null || !MayRead(caller, subscription))
            throw caller.HasToken
                ? new RefusalException(
                    RefusalReason.Forbidden, "The token does not let you read all streams of the subscription; it needs a claim " +
                    "'subscribe' that matches them.")
                : new RefusalException(
                    RefusalReason.Unauthorized, "A token is needed to claim a wake; send 'Authorization: Bearer …' with a token whose " +
                    "claim 'subscribe' matches the streams of the subscription.");
    }

    private bool MayRead(Caller caller, DurableSubscription subscription) =>
        (subscription.Pattern is null || access.MayReadAll(caller, StreamGlob.ToTopicPattern(subscription.Pattern)))
        && subscription.Explicit.All(name => access.IsAllowed(caller, TopicAction.Subscribe, new TopicName(name)));
}
