using Streaming.Server.Access.Authorization;
using Streaming.Server.Fanout;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>Holds the services by which all Centrifugal connections authorize, open and send their channels.</summary>
internal sealed record ChannelServices(AccessControl Access, StreamOpener Streams, ChannelRecovery Recovery, FanoutEngine Fanout);
