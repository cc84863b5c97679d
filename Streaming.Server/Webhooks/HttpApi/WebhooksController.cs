using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Audit;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Http;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Server.Webhooks.HttpApi;

/// <summary>
/// Creates, lists, changes and deletes webhooks over HTTP. A webhook is a URL that receives the messages of topics, in requests that are
/// signed as the specification Standard Webhooks requires.
/// </summary>
[ApiController]
[ChecksQueryNames]
[AdministratorsOnly]
internal sealed class WebhooksController(
    IWebhookStore store, WebhookService webhooks, IAuditTrail audit, StoreClock time) : ControllerBase
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1_000;

    /// <summary>
    /// Creates a webhook: <c>{"url":…,"topics":["room:*"],"types":["join"],"ordered":true,"batch":100,"headers":{"X-Api-Key":…},
    /// "maxPerMinute":600,"secret":"whsec_…"}</c>. Only url and topics are required. The webhook receives messages that are published from
    /// now on. The response contains the secret; no later response contains it.
    /// </summary>
    [HttpPost("/webhooks")]
    [RawBody]
    [ProducesResponseType<WebhookView>(StatusCodes.Status201Created)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status429TooManyRequests, "application/problem+json")]
    public async Task<IActionResult> Create(CancellationToken cancellationToken)
    {
        var webhook = await webhooks.CreateAsync(WebhookRequest.Parse(await BodyAsync(cancellationToken)), cancellationToken);
        AddAuditEntry(webhook, $"was created, to {webhook.Url}, for {string.Join(", ", webhook.Topics)}");
        return Created(PublicPath.Of(Request, $"/webhooks/{webhook.Id}"), View(webhook) with { Secret = webhook.Secret });
    }

    /// <summary>Lists all webhooks in the order of their creation.</summary>
    [HttpGet("/webhooks")]
    public async Task<IEnumerable<WebhookView>> List(CancellationToken cancellationToken) => await webhooks.ListAsync(cancellationToken);

    /// <summary>Returns one webhook, with the number of messages that it has not received, and the topics whose deliveries fail.</summary>
    [HttpGet("/webhooks/{id}")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public async Task<WebhookView> Get(string id, CancellationToken cancellationToken) =>
        await webhooks.GetStatusAsync(WebhookId.Parse(id), cancellationToken);

    /// <summary>
    /// Changes the values that the body contains, out of url, topics, types, ordered, batch, headers and maxPerMinute. For added topics,
    /// the webhook receives messages that are published from now on.
    /// </summary>
    [HttpPatch("/webhooks/{id}")]
    [RawBody]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public async Task<WebhookView> Change(string id, CancellationToken cancellationToken)
    {
        var webhook = await webhooks.ChangeAsync(
            WebhookId.Parse(id), WebhookRequest.Parse(await BodyAsync(cancellationToken)), cancellationToken);
        AddAuditEntry(webhook, $"was changed: to {webhook.Url}, for {string.Join(", ", webhook.Topics)}");
        return View(webhook);
    }

    /// <summary>Deletes a webhook, with its positions in topics and its list of requests.</summary>
    [HttpDelete("/webhooks/{id}")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public async Task<IActionResult> Delete(string id, CancellationToken cancellationToken)
    {
        AddAuditEntry(await webhooks.DeleteAsync(WebhookId.Parse(id), cancellationToken), "was deleted");
        return NoContent();
    }

    /// <summary>Pauses a webhook: no messages are sent to it. The webhook keeps its position in each topic.</summary>
    [HttpPost("/webhooks/{id}/pause")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public async Task<WebhookView> Pause(string id, CancellationToken cancellationToken)
    {
        var webhook = await webhooks.PauseAsync(WebhookId.Parse(id), cancellationToken);
        AddAuditEntry(webhook, "was paused");
        return View(webhook);
    }

    /// <summary>Resumes a webhook that was paused or disabled. The webhook continues from its position in each topic.</summary>
    [HttpPost("/webhooks/{id}/resume")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public async Task<WebhookView> Resume(string id, CancellationToken cancellationToken)
    {
        var webhook = await webhooks.ResumeAsync(WebhookId.Parse(id), cancellationToken);
        AddAuditEntry(webhook, "was resumed");
        return View(webhook);
    }

    /// <summary>
    /// Replaces the secret of a webhook by the given secret (<c>{"secret":"whsec_…"}</c>), or by a new secret that the server generates.
    /// For a time (<c>Webhooks:SecretOverlap</c>), requests are also signed with the old secret. The response contains the secret, and no
    /// later response does.
    /// </summary>
    [HttpPost("/webhooks/{id}/secret")]
    [RawBody]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public async Task<WebhookView> Rotate(string id, CancellationToken cancellationToken)
    {
        var request = WebhookRequest.Read<SecretRequest>(await BodyAsync(cancellationToken), "secret", SecretRequest.Shape);
        var webhook = await webhooks.RotateAsync(WebhookId.Parse(id), request.Secret, cancellationToken);
        AddAuditEntry(webhook, "received a new secret");
        return View(webhook) with { Secret = webhook.Secret };
    }

    /// <summary>
    /// Sends a test request to the webhook immediately, even if the webhook is paused, and returns the result of the request.
    /// </summary>
    [HttpPost("/webhooks/{id}/test")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public async Task<WebhookDelivery> Test(string id, CancellationToken cancellationToken) =>
        await webhooks.TestAsync(WebhookId.Parse(id), cancellationToken);

    /// <summary>
    /// Delivers the messages of a topic after a position to the webhook again: <c>{"topic":…,"after":…|"earliest"}</c>. To do so, moves the
    /// webhook's position in the topic back, so that the order of messages is kept.
    /// </summary>
    [HttpPost("/webhooks/{id}/replay")]
    [RawBody]
    [ProducesResponseType<ReplayView>(StatusCodes.Status202Accepted)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public async Task<IActionResult> Replay(string id, CancellationToken cancellationToken)
    {
        var request = WebhookRequest.Read<ReplayRequest>(await BodyAsync(cancellationToken), "replay", ReplayRequest.Shape);
        var replay = await webhooks.ReplayAsync(WebhookId.Parse(id), request, cancellationToken);
        audit.Add(AuditEntry.Of(HttpContext, "webhook", replay.Skipped > 0
            ? $"Webhook {id} skips {replay.Skipped} messages of {replay.Topic}, up to {replay.After}."
            : $"Webhook {id} receives {replay.Topic} again, after {replay.After}."));
        return Accepted(replay);
    }

    /// <summary>
    /// Lists the requests that were sent to a webhook, newest first, each with its status, duration, error and the beginning of the
    /// response.
    /// </summary>
    /// <param name="id">The id of the webhook.</param>
    /// <param name="after">The number of a request: only requests that follow this one in the list are returned. For the next page, this is
    /// the last request of the current page.</param>
    /// <param name="limit">The maximum number of requests in the list, 1 to 1000 (default 100).</param>
    /// <param name="cancellationToken">A token that is cancelled when the client disconnects.</param>
    [HttpGet("/webhooks/{id}/deliveries")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public async Task<IEnumerable<WebhookDelivery>> Deliveries(
        string id, [FromQuery] string? after, [FromQuery] string? limit, CancellationToken cancellationToken)
    {
        var below = QueryValues.Number(after, "after", long.MaxValue, "give the number of a delivery, as in the list of deliveries");
        var count = QueryValues.Number(limit, "limit", DefaultLimit, MaxLimit);
        await webhooks.FindAsync(WebhookId.Parse(id), cancellationToken);
        return await store.ListDeliveriesAsync(WebhookId.Parse(id), below, count, cancellationToken);
    }

    /// <summary>
    /// Sends an earlier request to a webhook again immediately, even if the webhook is paused. The new request has the same messages and
    /// the same id. Returns the new request with its result. The webhook's position in the topic does not change.
    /// </summary>
    /// <param name="id">The id of the webhook.</param>
    /// <param name="number">The number of the request in the list of requests.</param>
    /// <param name="cancellationToken">A token that is cancelled when the client disconnects.</param>
    [HttpPost("/webhooks/{id}/deliveries/{number}/resend")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    public async Task<WebhookDelivery> Resend(string id, string number, CancellationToken cancellationToken)
    {
        var place = QueryValues.Number(number, "number", defaultValue: 0, "give the number of a delivery, as in the list of deliveries");
        var delivery = await webhooks.ResendAsync(WebhookId.Parse(id), place, cancellationToken);
        audit.Add(AuditEntry.Of(HttpContext, "webhook", $"Delivery {place} of webhook {id} was sent again."));
        return delivery;
    }

    private async ValueTask<byte[]> BodyAsync(CancellationToken cancellationToken) =>
        (await BodyReader.ReadAsync(Request, WebhookRequest.RefuseLargeBody, cancellationToken)).ToArray();

    private void AddAuditEntry(Webhook webhook, string what) =>
        audit.Add(AuditEntry.Of(HttpContext, "webhook", $"Webhook {webhook.Id} {what}."));

    private WebhookView View(Webhook webhook) => WebhookView.Of(webhook, time.GetUtcNow().UtcDateTime);
}
