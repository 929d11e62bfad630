import asyncio
import socketio

class WebRTCClient:
    def __init__(self, server_url="http://localhost:3001"):
        self.sio = socketio.AsyncClient()
        self.server_url = server_url
        self.current_room = None
        self.peers = []
        
        self.setup_handlers()
    
    def setup_handlers(self):
        @self.sio.event
        async def join_room_success(data):
            self.current_room = data['room_name']
            self.peers = data['peers']
            await self.on_peer_list_update(data['peers'])
        
        @self.sio.event
        async def peer_list_updated(data):
            self.peers = data['peers']
            await self.on_peer_list_update(data['peers'])
    
    async def connect(self):
        await self.sio.connect(self.server_url)
    
    async def join_room(self, room_name, peer_id, username):
        await self.sio.emit('join_room', {
            'room_name': room_name,
            'peer_id': peer_id,
            'username': username
        })
    
    async def on_peer_list_update(self, peers):
        print(f"Peers available for WebRTC: {len(peers)}")
        for peer in peers:
            print(f"  - {peer['username']} ({peer['peer_id']})")

# Usage
async def main():
    client = WebRTCClient()
    await client.connect()
    await client.join_room('video-call-123', 'my-unique-id', 'Alice')
    await asyncio.sleep(30)  # Keep alive

asyncio.run(main())
