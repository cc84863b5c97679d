using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Origins;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Centrifugal.Protocol;
using Streaming.Server.Core.Messages;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Provides the Centrifugal client protocol for networks that block WebSockets: the client receives on a long HTTP response, and sends its
/// commands in separate HTTP requests.
/// </summary>
[ApiController]
[AuthorizesInAction]
internal sealed class EmulationController(
    StreamLifetime lifetime, OriginPolicy origins, IOptions<CentrifugalOptions> options, EmulatedSessions sessions,
        ClientSessions clients) : ControllerBase
{
    // The maximum number of bytes of a request in addition to its commands: two ids and the property names. The commands may take up to
    // twice their maximum size, because JSON writes a quotation mark or a line end in a string with two bytes.
    private const int EnvelopeBytes = 1_024;

    /// <summary>
    /// Connects a client by HTTP streaming. The request body is the command <c>connect</c>. The response sends replies and messages as they
    /// occur, in JSON with one object per line. If the type of the body is <c>application/octet-stream</c>, both are in Protobuf, where the
    /// length of each message precedes it.
    /// </summary>
    /// <param name="name">The name of the client, at most 64 characters.</param>
    [HttpPost("/connection/http_stream")]
    [RawBody]
    [EmulatedStream]
    [ProducesResponseType(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status413PayloadTooLarge, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status429TooManyRequests, "application/problem+json")]
    public async Task Stream([FromQuery] string? name)
    {
        origins.Check(Request);
        var first = await BodyAsync(options.Value.MaxFrameBytes);
        if (first.IsEmpty)
            throw RefusalException.Invalid("The body is empty; send the command connect, such as {\"id\":1,\"connect\":{}}.");
        var isChunked = EmulatedResponse.IsChunked(HttpContext);
        var isBinary = EmulationCommands.IsBinary(Request);
        var wire = isBinary ? StreamedWires.Protobuf(isChunked) : StreamedWires.Lines(isChunked);
        await ConnectAsync(wire, isBinary ? EmulationCommands.Binary : "application/json", name, first);
    }

    /// <summary>Connects a client by server-sent events: the data of each event is one reply or one message, in JSON.</summary>
    /// <param name="connect">The command <c>connect</c>, in JSON. The client sends its other commands with <c>POST /emulation</c>.</param>
    /// <param name="name">The name of the client, at most 64 characters.</param>
    [HttpGet("/connection/sse")]
    [EmulatedStream]
    [ProducesResponseType(StatusCodes.Status200OK)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status429TooManyRequests, "application/problem+json")]
    public async Task Events([FromQuery(Name = "cf_connect")] string? connect, [FromQuery] string? name)
    {
        origins.Check(Request);
        var wire = StreamedWires.Events(EmulatedResponse.IsChunked(HttpContext));
        // The command in the URL may contain a token, and URLs are logged. So earlier code has moved the command from the URL to the
        // feature ReceivedToken, from which it is read here.
        var first = Encoding.UTF8.GetBytes(HttpContext.Features.Get<ReceivedToken>()?.Connect ?? connect ?? string.Empty);
        if (first.Length > options.Value.MaxFrameBytes)
            throw TooLarge(options.Value.MaxFrameBytes);
        // In a GET request, only the command 'connect' is allowed. A link on another website could make a browser send a GET request, which
        // must not execute another command.
        if (!IsConnect(wire, first))
            throw RefusalException.Invalid(
                "The parameter cf_connect is not the command connect; send one such as {\"id\":1,\"connect\":{}}, URL-encoded.");
        if (HttpMethods.IsHead(Request.Method))
            Response.ContentType = EventStreamAttribute.MediaType;
        else
            await ConnectAsync(wire, EventStreamAttribute.MediaType, name, first);
    }

    /// <summary>
    /// Executes commands of a client that is connected by HTTP streaming or server-sent events. The client receives the replies on that
    /// connection, and not in the response to this request. The body is <c>{"session":"…","node":"…","data":"commands"}</c>, with session
    /// and node from the reply to <c>connect</c>, or the same in Protobuf (<c>application/octet-stream</c>).
    /// </summary>
    [HttpPost("/emulation")]
    [RawBody]
    [ProducesResponseType(StatusCodes.Status204NoContent)]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status400BadRequest, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status404NotFound, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status413PayloadTooLarge, "application/problem+json")]
    [ProducesResponseType<ProblemDetails>(StatusCodes.Status429TooManyRequests, "application/problem+json")]
    public async Task<IActionResult> Send()
    {
        origins.Check(Request);
        var isBinary = EmulationCommands.IsBinary(Request);
        var request = EmulationCommands.Read(await BodyAsync((2 * options.Value.MaxFrameBytes) + EnvelopeBytes), isBinary);
        if (request.Data.Length > options.Value.MaxFrameBytes)
            throw TooLarge(options.Value.MaxFrameBytes);
        var session = sessions.Find(request.Node, request.Session);
        session.RefuseOtherCaller(CallerResolver.Of(HttpContext));
        if (session.IsBinary != isBinary)
            throw RefusalException.Invalid(
                "The commands have another format than the connection; send JSON on a JSON connection, and application/octet-stream on a " +
                "Protobuf one.");
        if (!await session.RunAsync(request.Data.Memory, HttpContext.RequestAborted))
            throw EmulatedSessions.Ended();
        return NoContent();
    }

    private static bool IsConnect(CentrifugalWire wire, byte[] first)
    {
        try
        {
            return wire.Read(first).Take(2).ToList() is [{ Connect: not null }];
        }
        catch (ConnectionClosedException)
        {
            return false;
        }
    }

    private static RefusalException TooLarge(int limit) =>
        RefusalException.TooLarge("Centrifugal:MaxFrameBytes", $"The commands have at most {limit} bytes (Centrifugal:MaxFrameBytes).");

    private ValueTask<ReadOnlyMemory<byte>> BodyAsync(int limit) => BodyReader.ReadAsync(
        Request, seen => _ = seen <= limit ? true : throw TooLarge(options.Value.MaxFrameBytes), HttpContext.RequestAborted);

    private async Task ConnectAsync(CentrifugalWire wire, string mediaType, string? name, ReadOnlyMemory<byte> first)
    {
        lifetime.RefuseWhenStopping();
        var request = new ClientRequest(
            CallerResolver.Of(HttpContext), wire, PingsByFrame: false, string.IsNullOrEmpty(name) ? null
                : SenderName.Check(name), Request.Path, HttpContext.Connection.RemoteIpAddress, EmulatedSessions.NewId());
        var slot = clients.TakeSlot();
        try
        {
            await EmulatedResponse.RunAsync(
                HttpContext, mediaType, (output, closed) => sessions.RunAsync(request, slot, first, output, closed));
        }
        catch
        {
            slot.Dispose();
            throw;
        }
    }
}
