class WebRTCCPUB extends SignalingClient {
    constructor(chatId, serverUrl) {
        super(chatId, serverUrl);
        this.peerConnection = null;
        this.localStream = null;
        this.remoteStream = null;

        // Initialize WebRTCPeerConnection with configuration
        this.initPeerConnection();
    }

    initPeerConnection() {
        const configuration = {
            iceServers: [
                { urls: 'stun:stun.l.google.com:19302' },
                { urls: 'stun:stun1.l.google.com:19302' }
            ]
        };

        this.peerConnection = new RTCPeerConnection(configuration);

        // Handle ICE candidates
        this.peerConnection.onicecandidate = (event) => {
            if (event.candidate) {
                // Send ICE candidate via signaling server
                this.sendMessage({
                    type: 'ice-candidate',
                    candidate: event.candidate
                });
            }
        };

        // Handle remote stream
        this.peerConnection.ontrack = (event) => {
            this.remoteStream = event.streams[0];
            // Attach remote stream to video element
            if (this.onRemoteStream) {
                this.onRemoteStream(this.remoteStream);
            }
        };
    }

    // Register for signaling messages
    onMessage(signalingMessage, senderId, senderInfo) {
        super.onMessage(signalingMessage, senderId, senderInfo).then(() => {
            this.handleSignalingMessage(signalingMessage);
        });
    }

    handleSignalingMessage(signalingMessage) {
        switch (signalingMessage.type) {
            case 'offer':
                this.handleOffer(signalingMessage.data.offer);
                break;
            case 'answer':
                this.handleAnswer(signalingMessage.data.answer);
                break;
            case 'ice-candidate':
                this.handleIceCandidate(signalingMessage.data.candidate);
                break;
            default:
                console.warn('Unknown message type:', signalingMessage.type);
        }
    }

    async createOffer() {
        try {
            const offer = await this.peerConnection.createOffer();
            await this.peerConnection.setLocalDescription(offer);

            // Send offer via signaling server
            this.sendMessage({
                type: 'offer',
                offer: offer
            });

        } catch (error) {
            console.error('Error creating offer:', error);
        }
    }

    async handleOffer(offer) {
        try {
            await this.peerConnection.setRemoteDescription(new RTCSessionDescription(offer));
            const answer = await this.peerConnection.createAnswer();
            await this.peerConnection.setLocalDescription(answer);

            // Send answer via signaling server
            this.sendMessage({
                type: 'answer',
                answer: answer
            });

        } catch (error) {
            console.error('Error handling offer:', error);
        }
    }

    async handleAnswer(answer) {
        try {
            await this.peerConnection.setRemoteDescription(new RTCSessionDescription(answer));
        } catch (error) {
            console.error('Error handling answer:', error);
        }
    }

    async handleIceCandidate(candidate) {
        try {
            await this.peerConnection.addIceCandidate(new RTCIceCandidate(candidate));
        } catch (error) {
            console.error('Error handling ICE candidate:', error);
        }
    }

    // Get user media and add to peer connection
    async startLocalStream(constraints = { audio: true, video: true }) {
        try {
            this.localStream = await navigator.mediaDevices.getUserMedia(constraints);
            this.localStream.getTracks().forEach(track => {
                this.peerConnection.addTrack(track, this.localStream);
            });
            return this.localStream;
        } catch (error) {
            console.error('Error accessing media devices:', error);
            throw error;
        }
    }
}
