using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Access.Audit;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Origins;
using Streaming.Server.Core.Messages;
using Streaming.Server.DurableSubscriptions.Register;
using Streaming.Server.DurableSubscriptions.Signing;
using Streaming.Server.DurableSubscriptions.Wakes;
using Streaming.Server.Http;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>
/// Creates, returns, changes and deletes the subscriptions of the Durable Streams protocol over HTTP. Such a subscription wakes workers
/// when streams have new messages.
/// </summary>
[ApiController]
[ChecksQueryNames]
[AdministratorsOnly]
[ProtocolErrors]
internal sealed class DurableSubscriptionsController(
    SubscriptionManager subscriptions, SubscriptionParser parser, SubscriptionKeyStore keys, IAuditTrail audit) : ControllerBase
{
    private const string All = SubscriptionUrls.Root + "/subscriptions";
    private const string Path = All + "/{id}";

    private const string Shape = "{\"type\": \"webhook\", \"pattern\": \"events/*\", \"webhook\": {\"url\": \"https://…\"}} or " +
        "{\"type\": \"pull-wake\", \"streams\": [\"events/a\"], \"wake_stream\": \"wake/pool\"}";

    /// <summary>Creates a subscription. If a subscription with the same id and configuration exists already, changes nothing.</summary>
    [HttpPut(Path)]
    [RawBody]
    [ProducesResponseType<SubscriptionView>(StatusCodes.Status200OK)]
    [ProducesResponseType<SubscriptionView>(StatusCodes.Status201Created)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status409Conflict, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status429TooManyRequests, "application/problem+json")]
    public async Task<IActionResult> Create(string id, CancellationToken cancellationToken)
    {
        var request = await SubscriptionBody.ReadAsync<SubscriptionRequest>(Request, Shape, cancellationToken);
        var subscription = parser.Parse(id, request, ServerUrl());
        // Changes are completed also if the client disconnects, so that the audit log has them.
        var isCreated = await subscriptions.CreateAsync(subscription, CancellationToken.None);
        if (isCreated)
            AddAuditEntry(id, $"was created, for {subscription.Pattern ?? string.Join(", ", subscription.Explicit.Take(10))}");
        var view = await ViewAsync(id, cancellationToken);
        return isCreated ? Created(PublicPath.Of(Request, Request.Path), view) : Ok(view);
    }

    /// <summary>Returns all subscriptions without their streams, ordered by their ids.</summary>
    [HttpGet(All)]
    public async Task<IEnumerable<SubscriptionView>> List(CancellationToken cancellationToken)
    {
        var keyId = (await keys.GetAsync(cancellationToken)).KeyId;
        return (await subscriptions.ListAsync(cancellationToken)).Select(subscription => SubscriptionView.Of(subscription, keyId));
    }

    /// <summary>Returns a subscription with its streams, each with the offset up to which it is acknowledged.</summary>
    [HttpGet(Path)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public Task<SubscriptionView> Get(string id, CancellationToken cancellationToken) => ViewAsync(id, cancellationToken);

    /// <summary>Deletes a subscription. Later requests of its workers are refused.</summary>
    [HttpDelete(Path)]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    public async Task<IActionResult> Delete(string id)
    {
        await subscriptions.DeleteAsync(SubscriptionParser.CheckId(id), CancellationToken.None);
        AddAuditEntry(id, "was deleted");
        return NoContent();
    }

    /// <summary>
    /// Adds streams to a subscription: <c>{"streams":["events/x"]}</c>. Messages that are appended to these streams from now on wake the
    /// workers.
    /// </summary>
    [HttpPost(Path + "/streams")]
    [RawBody]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public async Task<IActionResult> AddStreams(string id, CancellationToken cancellationToken)
    {
        var request = await SubscriptionBody.ReadAsync<StreamsRequest>(Request, "{\"streams\": [\"events/x\"]}", cancellationToken);
        if (request.Streams is not { Count: > 0 } streams)
            throw SubscriptionRefusal.Invalid("The body has no streams; send {\"streams\": [\"events/x\"]} with at least one.");
        var added = parser.ParseStreams(streams);
        await subscriptions.AddStreamsAsync(SubscriptionParser.CheckId(id), added, CancellationToken.None);
        AddAuditEntry(id, $"got the streams {string.Join(", ", added.Take(10))}");
        return NoContent();
    }

    /// <summary>
    /// Removes from a subscription a stream that was added explicitly. If the stream also matches the pattern of the subscription, it still
    /// belongs to the subscription.
    /// </summary>
    [HttpDelete(Path + "/streams/{**path}")]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    public async Task<IActionResult> RemoveStream(string id, string path)
    {
        // ASP.NET Core does not decode an encoded slash (%2F) in the values of a route, so this code decodes it.
        var topic = StreamPath.ParseName(Uri.UnescapeDataString(path));
        await subscriptions.RemoveStreamAsync(SubscriptionParser.CheckId(id), topic, CancellationToken.None);
        AddAuditEntry(id, $"lost the stream {topic}");
        return NoContent();
    }

    private async Task<SubscriptionView> ViewAsync(string id, CancellationToken cancellationToken)
    {
        var state = await subscriptions.ReadAsync(SubscriptionParser.CheckId(id), cancellationToken);
        return SubscriptionView.Of(state, (await keys.GetAsync(cancellationToken)).KeyId);
    }

    private string ServerUrl() => $"{Request.Scheme}://{Request.Host.ToUriComponent()}{PublicPath.Of(Request, string.Empty)}";

    private void AddAuditEntry(string id, string what) =>
        audit.Add(AuditEntry.Of(HttpContext, "subscription", $"Durable subscription {id} {what}."));
}
