using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>The objects of a connected client on this node.</summary>
internal sealed record ClientSession(CentrifugalConnection Connection, ChannelSubscriptions Channels, CommandDispatcher Commands);
